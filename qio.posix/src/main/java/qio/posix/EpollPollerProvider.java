package qio.posix;

import java.io.IOException;
import java.util.Optional;
import qio.api.aio.Poller;
import qio.api.aio.PollerProvider;

/**
 * Pollers on {@code epoll(7)}: they wait for descriptors by number, of any count, to the
 * nanosecond.
 */
public final class EpollPollerProvider implements PollerProvider {

  /** For {@link java.util.ServiceLoader}; touches nothing native. */
  public EpollPollerProvider() {}

  @Override
  public String name() {
    return "epoll";
  }

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public Optional<String> unavailableBecause() {
    return NativeAccess.unavailableBecause();
  }

  /**
   * Opens a new poller.
   *
   * @throws NativeAccessException if there is no native access
   */
  @Override
  public Poller open() throws IOException {
    return new EpollPoller();
  }
}
