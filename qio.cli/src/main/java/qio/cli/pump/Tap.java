package qio.cli.pump;

import java.nio.ByteBuffer;

/** Sees the bytes that go through a pump. */
@FunctionalInterface
public interface Tap {

  /**
   * Looks at a chunk before it is written; its thread is the pump's.
   *
   * @param chunk the bytes between position and limit, which stay as they are
   */
  void see(ByteBuffer chunk);
}
