package qio.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.ClosedChannelException;
import qio.posix.libc.DescriptorSymbols;

/**
 * An eventfd that ends a native wait. Raising it after it was closed does nothing, and never
 * touches a descriptor that has got its number.
 */
final class EventCounter implements AutoCloseable {

  /**
   * A one to write and a place to read to; what is read is of no interest, so threads may share it.
   */
  private static final class Shared {
    private static final MemorySegment ONE =
        Arena.global().allocateFrom(ValueLayout.JAVA_LONG, 1L).asReadOnly();
    private static final MemorySegment SINK = Arena.global().allocate(ValueLayout.JAVA_LONG);
  }

  private final PosixDescriptor descriptor;

  EventCounter() throws IOException {
    descriptor = PosixFiles.eventCounter();
  }

  PosixDescriptor descriptor() {
    return descriptor;
  }

  /** Makes the descriptor readable. From any thread. */
  void raise() {
    try {
      int fd = descriptor.use();
      try {
        DescriptorSymbols.writeQuietly(fd, Shared.ONE.address(), Long.BYTES);
      } finally {
        descriptor.done();
      }
    } catch (ClosedChannelException e) {
      // Nobody waits any more: the owner closed it.
    }
  }

  /**
   * Makes the descriptor unreadable again; it is non-blocking, so nothing waits if it is already.
   */
  void lower() throws ClosedChannelException {
    int fd = descriptor.use();
    try {
      DescriptorSymbols.readQuietly(fd, Shared.SINK.address(), Long.BYTES);
    } finally {
      descriptor.done();
    }
  }

  @Override
  public void close() throws IOException {
    descriptor.close();
  }
}
