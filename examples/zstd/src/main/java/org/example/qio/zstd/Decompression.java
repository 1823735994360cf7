package org.example.qio.zstd;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import qio.api.channel.QioChannel;
import qio.api.channel.TruncatedStreamException;

/**
 * What comes in. Used by one reader at a time; only {@link #isReady} may be called by others. The
 * memory it takes is two buffers and the window, whatever the peer sends.
 */
final class Decompression {

  private static final int COMPRESSED_SIZE = 64 << 10;

  /** A block is as large as this at most (RFC 8878, section 3.1.1.2.3). */
  private static final int PLAIN_SIZE = 128 << 10;

  private final String address;
  private final long largestWindow;
  private final Below below;
  private final ZstdDecompressCtx context = new ZstdDecompressCtx();

  /** Both are between uses ready to be read. */
  private final ByteBuffer compressed = ByteBuffer.allocateDirect(COMPRESSED_SIZE).limit(0);

  private final ByteBuffer plain = ByteBuffer.allocateDirect(PLAIN_SIZE).limit(0);
  private boolean insideFrame;
  private IOException failure;

  /** Written by the reader; read by watches. */
  private volatile boolean ready;

  Decompression(String address, long largestWindow, Below below) {
    this.address = address;
    this.largestWindow = largestWindow;
    this.below = below;
  }

  /** Whether a read would answer at once, without the channel below. */
  boolean isReady() {
    return ready;
  }

  long read(ByteBuffer[] dsts, int offset, int length, boolean relaxed) throws IOException {
    while (!plain.hasRemaining()) {
      if (failure != null) {
        throw again(failure);
      }
      int n = receive();
      if (n == QioChannel.EOF) {
        return end(relaxed);
      }
      if (n == QioChannel.WOULD_BLOCK) {
        return n;
      }
      decode();
    }
    long given = give(dsts, offset, length);
    decode(); // now rather than with the next read: whether there is more is what a watch asks
    return given;
  }

  private int receive() throws IOException {
    compressed.compact();
    try {
      return below.move(compressed);
    } finally {
      compressed.flip();
    }
  }

  private long end(boolean relaxed) throws IOException {
    if (relaxed || (!insideFrame && !compressed.hasRemaining())) {
      return QioChannel.EOF;
    }
    throw new TruncatedStreamException(
        address
            + ": the peer has ended the connection in the middle of a zstd frame, so data may be"
            + " missing; relaxed-eof=on takes that for an end");
  }

  /** Decodes until there is something to give, or nothing left to decode. Keeps a failure. */
  private void decode() {
    try {
      boolean more = true;
      while (!plain.hasRemaining() && more && failure == null) {
        more = decodeSome();
      }
    } catch (ZstdException e) {
      failure = new ZstdFormatException(address + ": what came is not zstd: " + e.getMessage(), e);
    } catch (ZstdWindowException e) {
      failure = e;
    }
    ready = plain.hasRemaining() || failure != null;
  }

  /** One call of the library; false if it needs more from below. */
  private boolean decodeSome() throws ZstdWindowException {
    if (!insideFrame && !beginFrame()) {
      return false;
    }
    int before = compressed.remaining();
    plain.clear();
    try {
      insideFrame = !context.decompressDirectByteBufferStream(plain, compressed);
    } finally {
      plain.flip();
    }
    return plain.hasRemaining() || compressed.remaining() < before;
  }

  /** Looks at what a frame asks for before the library allocates it. */
  private boolean beginFrame() throws ZstdWindowException {
    long window = compressed.hasRemaining() ? FrameHeader.window(compressed) : -1;
    if (window > largestWindow) {
      throw new ZstdWindowException(address, window, largestWindow);
    }
    return window != FrameHeader.INCOMPLETE;
  }

  private long give(ByteBuffer[] dsts, int offset, int length) {
    int before = plain.remaining();
    for (int i = offset; i < offset + length && plain.hasRemaining(); i++) {
      int n = Math.min(plain.remaining(), dsts[i].remaining());
      dsts[i].put(plain.slice(plain.position(), n));
      plain.position(plain.position() + n);
    }
    return before - plain.remaining();
  }

  /** Each call that fails gets an exception of its own: traces must not be mixed up. */
  private static IOException again(IOException first) {
    return first instanceof ZstdWindowException window
        ? new ZstdWindowException(window)
        : new ZstdFormatException(first.getMessage(), first);
  }

  /** When nobody reads any more. */
  void release() {
    ready = false;
    context.close();
  }
}
