package qio.api.channel;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The buffers through which bytes are copied from channel to channel: a few are kept, more are made
 * while more are needed. From any thread.
 */
final class RelayBuffers {

  static final int SIZE = 128 * 1024;

  private static final int MOST_KEPT = 32;

  private static final BlockingQueue<ByteBuffer> KEPT = new ArrayBlockingQueue<>(MOST_KEPT);

  private RelayBuffers() {}

  static ByteBuffer take() {
    ByteBuffer kept = KEPT.poll();
    return kept == null ? ByteBuffer.allocate(SIZE) : kept;
  }

  static void give(ByteBuffer buffer) {
    boolean _ = KEPT.offer(buffer);
  }
}
