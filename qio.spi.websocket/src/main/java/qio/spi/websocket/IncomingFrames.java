package qio.spi.websocket;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import qio.api.channel.TruncatedStreamException;
import qio.spi.websocket.frame.CloseStatus;
import qio.spi.websocket.frame.FrameViolation;
import qio.spi.websocket.frame.Inbound;

/**
 * What an end does about the frames that have come: hands out payload, answers pings, keeps the
 * peer's close frame until it is to be answered, and ends the connection of a peer that breaks the
 * protocol.
 *
 * <pre>
 *   OPEN --close frame---------------------------------&gt; CLOSED
 *        --close frame that tells a failure, violation--&gt; FAILED
 * </pre>
 *
 * <p>Everything is called under the reader's lock; the sender's lock is taken inside it.
 */
final class IncomingFrames {

  private static final ByteBuffer NO_ROOM = ByteBuffer.allocate(0);

  private final String address;
  private final Inbound inbound;
  private final WsWriting writing;

  private @Nullable CloseStatus closed;
  private @Nullable WsFailure failure;

  /** The peer's close frame, until a read has met it: what came before may still be answered. */
  private @Nullable CloseStatus unanswered;

  IncomingFrames(String address, Inbound inbound, WsWriting writing) {
    this.address = address;
    this.inbound = inbound;
    this.writing = writing;
  }

  /** Where bytes are received and held. */
  Inbound inbound() {
    return inbound;
  }

  /** Whether no more frames are looked at. */
  boolean isOver() {
    return closed != null || failure != null;
  }

  /** What the peer's close frame says; null if none has come. */
  @Nullable CloseStatus closed() {
    return closed;
  }

  /** Why the connection is of no more use; null while it is, or if it has ended well. */
  @Nullable WsFailure failure() {
    return failure;
  }

  /** Works on what is held; answers how many bytes were delivered, 0 if that needs more. */
  int work(ByteBuffer dst) {
    int before = dst.position();
    while (!isOver()) {
      try {
        Inbound.Step step = inbound.step(dst);
        if (step == Inbound.Step.NEED_MORE) {
          return 0;
        }
        if (step == Inbound.Step.DATA) {
          return dst.position() - before;
        }
        react(step);
      } catch (FrameViolation e) {
        fail(e);
        return dst.position() - before;
      }
    }
    return 0;
  }

  /** Sees to control frames that are held; answers whether data are. */
  boolean lookAhead() {
    boolean data = false;
    try {
      while (!isOver() && !data) {
        Inbound.Step step = inbound.step(NO_ROOM);
        if (step == Inbound.Step.NEED_MORE) {
          break;
        }
        data = step == Inbound.Step.DATA;
        react(step);
      }
    } catch (FrameViolation e) {
      fail(e);
    }
    inbound.giveBackIfEmpty();
    return data;
  }

  /** Drops the payload that is held, and sees to control frames. */
  void drop() {
    try {
      while (!isOver()) {
        Inbound.Step step = inbound.drop();
        if (step == Inbound.Step.NEED_MORE) {
          break;
        }
        react(step);
      }
    } catch (FrameViolation e) {
      fail(e);
    }
    inbound.giveBackIfEmpty();
  }

  /** That a pong came is known; and data are for others. */
  private void react(Inbound.Step step) throws FrameViolation {
    if (step == Inbound.Step.PING) {
      writing.pong(inbound.control());
    } else if (step == Inbound.Step.CLOSE) {
      closeReceived();
    }
  }

  private void closeReceived() throws FrameViolation {
    CloseStatus status = CloseStatus.read(inbound.control());
    closed = status;
    if (!status.isGood()) {
      String what = address + ": the peer has closed the WebSocket: " + status;
      failure =
          new WsFailure(WsFailure.Kind.CLOSED_BY_PEER, what, status.code(), status.reason(), null);
    }
    unanswered = status;
  }

  /** Answers the peer's close frame, if it has come and was not answered. */
  void answer() {
    CloseStatus status = unanswered;
    if (status != null) {
      unanswered = null;
      writing.peerClosed(status);
    }
  }

  /** The peer broke the protocol, which is told to it and to everybody who calls. */
  void fail(FrameViolation violation) {
    String what = address + ": WebSocket: the peer sent " + violation.getMessage();
    var why =
        new WsFailure(WsFailure.Kind.PROTOCOL, what, violation.code(), "", violation.getCause());
    breakOff(why, new CloseStatus(violation.code(), String.valueOf(violation.getMessage())));
  }

  /** Everything fails from now on, and the peer is told. */
  void breakOff(WsFailure why, CloseStatus told) {
    failure = why;
    writing.fail(why, told);
  }

  /** Reading fails from now on. */
  void breakOff(WsFailure why) {
    failure = why;
  }

  /** What is wrong with an end below that came before a close frame. */
  TruncatedStreamException cut() {
    if (inbound.isCut()) {
      return new TruncatedStreamException(
          address
              + ": the connection ended in the middle of a WebSocket message; data are missing."
              + " The peer or the network failed");
    }
    return new TruncatedStreamException(
        address
            + ": the connection ended without a WebSocket close frame, so data may be missing. If"
            + " the peer is known to end so, accept it with relaxed-eof=on or"
            + " ReadFlag.RELAXED_EOF");
  }

  /** Whether an end below, now, is no good one even to who takes it for an end like any other. */
  boolean isCut() {
    return inbound.isCut();
  }
}
