package qio.tests.aio;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import qio.api.aio.PollKey;
import qio.api.aio.Pollable;
import qio.api.aio.Poller;
import qio.api.aio.PollerProvider;
import qio.api.aio.ReadinessListener;
import qio.tck.aio.ConnectedPair;
import qio.tck.aio.PipePair;
import qio.tck.aio.PollerFixture;

/**
 * A poller that knows no channels of {@code java.nio}, as a native one does not, with pipes of
 * {@code java.nio}: a loop on it serves them by a bridge.
 */
final class BridgedFixture implements PollerFixture {

  @Override
  public PollerProvider provider() {
    return new Provider();
  }

  @Override
  public ConnectedPair openPair() throws IOException {
    return PipePair.open();
  }

  @Override
  public boolean isPrompt() {
    return false;
  }

  private static final class Provider implements PollerProvider {

    @Override
    public String name() {
      return "deaf";
    }

    @Override
    public int priority() {
      return -1;
    }

    @Override
    public Optional<String> unavailableBecause() {
      return Optional.empty();
    }

    @Override
    public Poller open() {
      return new DeafPoller();
    }
  }

  /** Waits for nothing but wakeups. */
  private static final class DeafPoller implements Poller {

    private final Semaphore wakeups = new Semaphore(0);

    @Override
    public boolean accepts(Pollable pollable) {
      return false;
    }

    @Override
    public PollKey register(Pollable pollable, int interest, ReadinessListener listener) {
      throw new IllegalArgumentException("accepts nothing: " + pollable);
    }

    @Override
    public int poll(long timeoutNanos) throws IOException {
      boolean interrupted = Thread.interrupted();
      try {
        if (timeoutNanos < 0) {
          wakeups.acquireUninterruptibly();
        } else if (!wakeups.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS)) {
          return 0;
        }
        wakeups.drainPermits();
        return 0;
      } catch (InterruptedException unexpected) {
        throw new IOException(unexpected);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public void wakeup() {
      wakeups.release();
    }

    @Override
    public void close() {
      wakeups.release();
    }
  }
}
