package qio.spi.memory;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import qio.api.channel.QioChannel;

/**
 * Two channels in one process: what one writes the other reads. In each direction there is a window
 * of bounded size; who writes into a full one waits, or is told that it would block.
 *
 * <p>Each end has the features SHUTDOWN, READ_MSG_PEEK and CONCURRENT_IO. After one end was closed
 * the other reads what is left and then finds the end of the stream; what it writes fails.
 *
 * @param first one end
 * @param second the other end
 */
public record MemoryPair(QioChannel first, QioChannel second) implements AutoCloseable {

  private static final AtomicLong COUNT = new AtomicLong();

  /** Checks that there are two ends. */
  public MemoryPair {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(second, "second");
  }

  /** A pair without a name. */
  static MemoryPair unnamed(int window) {
    String address = "mem:pair-" + COUNT.incrementAndGet();
    Ring forth = new Ring(window);
    Ring back = new Ring(window);
    return new MemoryPair(
        new MemoryEnd(address + "/first", back, forth, Optional.empty(), Optional.empty()),
        new MemoryEnd(address + "/second", forth, back, Optional.empty(), Optional.empty()));
  }

  /** A pair of a client, which comes first, and a listener's end. */
  static MemoryPair named(String address, int window) {
    Ring forth = new Ring(window);
    Ring back = new Ring(window);
    return new MemoryPair(
        new MemoryEnd(address, back, forth, Optional.empty(), Optional.of(address)),
        new MemoryEnd(address, forth, back, Optional.of(address), Optional.empty()));
  }

  /**
   * Closes both ends. What was written and not read is dropped.
   *
   * @throws IOException if closing an end failed; both are closed all the same
   */
  @Override
  public void close() throws IOException {
    try (second) {
      first.close();
    }
  }
}
