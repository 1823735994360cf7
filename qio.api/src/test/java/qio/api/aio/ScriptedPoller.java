package qio.api.aio;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A native poller in miniature: descriptors are numbers, and a test says which of them are ready
 * and which were closed. Accepts no channels. Provides itself, once. Used by one thread at a time
 * but for wakeup.
 */
final class ScriptedPoller implements Poller, PollerProvider {

  final class Key implements PollKey {

    private final int number;
    private final ReadinessListener listener;
    int interest;
    int ready;
    boolean stale;

    private Key(int number, int interest, ReadinessListener listener) {
      this.number = number;
      this.interest = interest;
      this.listener = listener;
    }

    @Override
    public void interest(int wanted) throws IOException {
      if (stale) {
        throw new IOException("ENOENT (2)");
      }
      interest = wanted;
      changes++;
    }

    @Override
    public void cancel() {
      keys.remove(number, this);
    }
  }

  final Map<Integer, Key> keys = new HashMap<>();
  final Semaphore wakeups = new Semaphore(0);
  final AtomicInteger looks = new AtomicInteger();
  final AtomicInteger waits = new AtomicInteger();
  final AtomicInteger calls = new AtomicInteger(); // of wakeup
  int changes;

  /** What happens whenever the loop looks without waiting. Set before it does. */
  Runnable whenLooking = () -> {};

  volatile boolean closed;

  @Override
  public boolean accepts(Pollable pollable) {
    return pollable instanceof Pollable.OfDescriptor;
  }

  @Override
  public PollKey register(Pollable pollable, int interest, ReadinessListener listener) {
    int number = ((Pollable.OfDescriptor) pollable).number();
    Key key = new Key(number, interest, listener);
    if (keys.putIfAbsent(number, key) != null) {
      throw new IllegalArgumentException(pollable + " is registered already");
    }
    return key;
  }

  @Override
  public int poll(long timeoutNanos) throws IOException {
    if (timeoutNanos == 0) {
      looks.incrementAndGet();
      whenLooking.run();
    } else {
      waits.incrementAndGet();
    }
    int count = 0;
    for (Key key : keys.values()) {
      int told = key.stale ? 0 : key.ready & (key.interest | Readiness.ERROR | Readiness.HANG_UP);
      if (told != 0) {
        key.listener.ready(told);
        count++;
      }
    }
    try {
      if (count == 0 && timeoutNanos < 0) {
        wakeups.acquire();
      } else if (count == 0 && !wakeups.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS)) {
        return 0;
      }
    } catch (InterruptedException unexpected) {
      throw new IOException(unexpected);
    }
    wakeups.drainPermits();
    return count;
  }

  @Override
  public void wakeup() {
    calls.incrementAndGet();
    wakeups.release();
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public int priority() {
    return 1;
  }

  @Override
  public Optional<String> unavailableBecause() {
    return Optional.empty();
  }

  @Override
  public Poller open() {
    return this;
  }
}
