package qio.spi.websocket.frame;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses messages (RFC 7692, 7.2.2) into the reader's buffer, no more than that has room for:
 * however much a message may become, nothing of it is kept.
 */
public final class MessageInflater {

  /** What the sender has left away at the end of each message. */
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private final Inflater inflater = new Inflater(true);
  private final ByteBuffer input = ByteBuffer.allocate(4096);
  private final boolean forgets;

  /** The payload of a message has been taken, and not all of what it becomes is known. */
  private boolean ending;

  /** The tail of that message has been given to the inflater. */
  private boolean tailGiven;

  /** The last call had no more room, so there may be more. */
  private boolean full;

  /**
   * Makes one for the messages of a connection.
   *
   * @param forgets whether each message stands for itself (no context takeover)
   */
  public MessageInflater(boolean forgets) {
    this.forgets = forgets;
  }

  /** Decompresses payload into a buffer, until that is full or there is no more. */
  void inflate(FrameDecoder decoder, ByteBuffer src, ByteBuffer dst) throws FrameViolation {
    while (dst.hasRemaining()) {
      if (!full && inflater.needsInput()) {
        input.clear();
        if (decoder.left() == 0 || !src.hasRemaining()) {
          return;
        }
        decoder.take(src, input);
        inflater.setInput(input.array(), 0, input.position());
      }
      inflateOnce(dst);
    }
  }

  private int inflateOnce(ByteBuffer dst) throws FrameViolation {
    try {
      int n = inflater.inflate(dst);
      full = !dst.hasRemaining();
      if (inflater.finished()) {
        restart();
      } else if (inflater.needsDictionary()) {
        throw broken();
      }
      return n;
    } catch (DataFormatException e) {
      FrameViolation violation = broken();
      violation.initCause(e);
      throw violation;
    }
  }

  /** The sender has used a last block, which it may; what follows stands for itself. */
  private void restart() {
    int left = tailGiven ? 0 : inflater.getRemaining();
    inflater.reset();
    if (left > 0) {
      inflater.setInput(input.array(), input.position() - left, left);
    }
  }

  /** Whether there may be something to have without more payload. */
  boolean hasPending() {
    return full || !inflater.needsInput();
  }

  private static FrameViolation broken() {
    return new FrameViolation(CloseStatus.INVALID_DATA, "a compressed message that is damaged");
  }

  /** The payload of the message has been taken; what it still becomes is to be had. */
  void beginEnd() {
    ending = true;
  }

  boolean isEnding() {
    return ending;
  }

  /** Decompresses what is left of the message; true if that was all. */
  boolean endInto(ByteBuffer dst) throws FrameViolation {
    while (dst.hasRemaining()) {
      if (inflateOnce(dst) > 0 || !inflater.needsInput()) {
        continue;
      }
      if (tailGiven) {
        endMessage();
        return true;
      }
      inflater.setInput(TAIL);
      tailGiven = true;
    }
    return false;
  }

  private void endMessage() {
    ending = false;
    tailGiven = false;
    full = false;
    if (forgets) {
      inflater.reset();
    }
  }

  /** Lets go of what it holds outside of the heap. */
  void end() {
    inflater.end();
  }
}
