package qio.api.aio;

import java.io.IOException;
import java.util.Optional;

/**
 * Supplies a kind of {@link Poller}; found through {@link java.util.ServiceLoader}. A new {@link
 * AioContext} takes the available provider of the highest {@link #priority}, ties broken by name.
 */
public interface PollerProvider {

  /**
   * The portable kind of poller, {@code selector}, which stands on {@link
   * java.nio.channels.Selector}. It is always available, has priority 0, and waits on channels of
   * {@code java.nio} only.
   *
   * @return its provider
   */
  static PollerProvider selector() {
    return SelectorPollerProvider.INSTANCE;
  }

  /**
   * A short unique name, {@code epoll} for instance.
   *
   * @return the name
   */
  String name();

  /**
   * The place of this provider in the order of preference; the portable selector has 0.
   *
   * @return the priority, higher first
   */
  int priority();

  /**
   * Why pollers of this kind cannot be had on this machine, in a sentence that names what would
   * unlock them; empty if they can. Never throws.
   *
   * @return the reason, or empty
   */
  Optional<String> unavailableBecause();

  /**
   * Opens a new poller.
   *
   * @return the poller, owned by the caller
   * @throws IOException if the operating system has no more to give
   */
  Poller open() throws IOException;
}
