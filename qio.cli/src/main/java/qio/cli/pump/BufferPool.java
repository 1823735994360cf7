package qio.cli.pump;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Lends buffers of one size. Some that were given back are kept for the next borrower; the rest is
 * left to the garbage collector, so that what is kept stays bounded however many were out at once.
 *
 * <p>Buffers are on the heap: that is where sockets and TLS take bytes from without a copy. Safe
 * for use by any number of threads.
 */
public final class BufferPool {

  private final int size;
  private final BlockingQueue<ByteBuffer> kept;

  /**
   * Makes a pool that has no buffer yet.
   *
   * @param size of each buffer, in bytes
   * @param spare how many to keep while nobody uses them
   */
  public BufferPool(int size, int spare) {
    this.size = size;
    this.kept = new ArrayBlockingQueue<>(spare);
  }

  /**
   * Lends a buffer; never waits.
   *
   * @return an empty buffer
   */
  ByteBuffer take() {
    ByteBuffer buffer = kept.poll();
    return buffer == null ? ByteBuffer.allocate(size) : buffer.clear();
  }

  /** Takes a buffer back. Who gives it no longer uses it. */
  void give(ByteBuffer buffer) {
    boolean _ = kept.offer(buffer); // no room: there are enough
  }

  /** How many buffers wait for a borrower. */
  int kept() {
    return kept.size();
  }
}
