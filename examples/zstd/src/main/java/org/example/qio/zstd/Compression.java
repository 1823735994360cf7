package org.example.qio.zstd;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import qio.api.channel.QioChannel;

/**
 * What goes out: each write becomes blocks that the peer can decode at once. What the channel below
 * has no room for is held, one write's at most; the next write, a watch or close sends it.
 *
 * <pre>
 *   OPEN --finish--&gt; FINISHING --all sent--&gt; FINISHED
 * </pre>
 *
 * <p>The lock is never held while waiting.
 */
final class Compression {

  private enum State {
    OPEN,
    FINISHING,
    FINISHED
  }

  /** What one write takes at most. */
  private static final int CHUNK = 64 << 10;

  /** A frame's header and end, beside what the library says a chunk may become. */
  private static final int FRAMING = 64;

  private final String address;
  private final int level;
  private final Below below;
  private final ReentrantLock lock = new ReentrantLock();

  /** Both are made by the first write: a channel that is only read needs no memory for writing. */
  private ZstdCompressCtx context; // guarded by lock

  private ByteBuffer plain; // guarded by lock

  /** Ready to be sent. */
  private ByteBuffer held = ByteBuffer.allocate(0); // guarded by lock

  private State state = State.OPEN; // guarded by lock
  private boolean failed; // guarded by lock

  Compression(String address, int level, Below below) {
    this.address = address;
    this.level = level;
    this.below = below;
  }

  /** Takes what one chunk holds, if nothing is held. */
  long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    lock.lock();
    try {
      if (state != State.OPEN) {
        throw new IOException(
            address + ": writing was shut down here; data must be written before shutdown(WRITE)");
      }
      if (!send()) {
        return QioChannel.WOULD_BLOCK;
      }
      begin();
      plain.clear();
      for (int i = offset; i < offset + length && plain.hasRemaining(); i++) {
        int n = Math.min(plain.remaining(), srcs[i].remaining());
        plain.put(srcs[i].slice(srcs[i].position(), n));
        srcs[i].position(srcs[i].position() + n);
      }
      compress(plain.flip(), EndDirective.FLUSH);
      send();
      return plain.limit();
    } finally {
      lock.unlock();
    }
  }

  private void begin() {
    if (context == null) {
      context = new ZstdCompressCtx().setLevel(level).setChecksum(true);
      plain = ByteBuffer.allocateDirect(CHUNK);
      held = ByteBuffer.allocateDirect((int) Zstd.compressBound(CHUNK) + 2 * FRAMING).limit(0);
    }
  }

  private void compress(ByteBuffer from, EndDirective how) throws IOException {
    held.compact();
    try {
      if (!context.compressDirectByteBufferStream(held, from, how)) {
        throw new IOException(address + ": a chunk became larger than zstd said it could");
      }
    } finally {
      held.flip();
    }
  }

  /** Passes on what is held, as far as there is room; true if nothing is left. */
  boolean send() throws IOException {
    lock.lock();
    try {
      while (held.hasRemaining()) {
        if (below.move(held) == QioChannel.WOULD_BLOCK) {
          return false;
        }
      }
      if (state == State.FINISHING) {
        state = State.FINISHED;
      }
      return true;
    } catch (IOException e) {
      failed = true;
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the frame, if one was begun. Nothing can be written afterwards. */
  void finish() throws IOException {
    lock.lock();
    try {
      if (state != State.OPEN) {
        return;
      }
      state = State.FINISHING;
      if (context != null && !failed) {
        plain.clear().limit(0);
        compress(plain, EndDirective.END);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether a write would answer at once, with an exception. */
  boolean isOver() {
    lock.lock();
    try {
      return state != State.OPEN || failed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether sending has failed: it fails for whoever writes next, too. */
  boolean hasFailed() {
    lock.lock();
    try {
      return failed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether something is left that could still be sent. */
  boolean isHolding() {
    lock.lock();
    try {
      return held.hasRemaining() && !failed;
    } finally {
      lock.unlock();
    }
  }

  /** When nobody writes any more. */
  void release() {
    lock.lock();
    try {
      held.limit(held.position());
      if (context != null) {
        context.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
