package qio.tck.aio;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import qio.api.aio.PollKey;
import qio.api.aio.Pollable;
import qio.api.aio.Poller;
import qio.api.aio.PollerProvider;
import qio.api.aio.ReadinessListener;

/**
 * A poller that passes everything on to the one under test, and shows when it waits, how often it
 * was entered and whether it was closed; and that can be made to fail. Provides itself, once.
 */
final class ObservedPoller implements Poller, PollerProvider {

  private final PollerProvider provider;
  private final Poller poller;
  private final AtomicInteger polls = new AtomicInteger();
  private final AtomicInteger waits = new AtomicInteger();
  private final AtomicInteger wakeups = new AtomicInteger();
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean waiting; // guarded by lock
  private volatile boolean closed;

  ObservedPoller(PollerProvider provider) throws IOException {
    this.provider = provider;
    this.poller = provider.open();
  }

  /** Returns when a poll that may wait has begun (and has perhaps not got to waiting yet). */
  void awaitWaiting() throws InterruptedException {
    long left = TimeUnit.SECONDS.toNanos(Crew.LIMIT_SECONDS);
    lock.lock();
    try {
      while (!waiting) {
        if (left <= 0) {
          throw new AssertionError("nobody waits in the poller");
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Makes the next poll fail. */
  void failNext(IOException cause) {
    failure.set(cause);
  }

  /** How often it was polled. */
  int polls() {
    return polls.get();
  }

  /** How often it was polled by somebody who would wait. */
  int waits() {
    return waits.get();
  }

  /** How often it was woken. */
  int wakeups() {
    return wakeups.get();
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public int poll(long timeoutNanos) throws IOException {
    polls.incrementAndGet();
    if (timeoutNanos != 0) {
      waits.incrementAndGet();
    }
    setWaiting(timeoutNanos != 0);
    try {
      int ready = poller.poll(timeoutNanos);
      IOException cause = failure.getAndSet(null);
      if (cause != null) {
        throw cause;
      }
      return ready;
    } finally {
      setWaiting(false);
    }
  }

  private void setWaiting(boolean now) {
    lock.lock();
    try {
      waiting = now;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean accepts(Pollable pollable) {
    return poller.accepts(pollable);
  }

  @Override
  public PollKey register(Pollable pollable, int interest, ReadinessListener listener)
      throws IOException {
    return poller.register(pollable, interest, listener);
  }

  @Override
  public void wakeup() {
    wakeups.incrementAndGet();
    poller.wakeup();
  }

  @Override
  public void close() {
    closed = true;
    poller.close();
  }

  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public int priority() {
    return provider.priority();
  }

  @Override
  public Optional<String> unavailableBecause() {
    return provider.unavailableBecause();
  }

  @Override
  public Poller open() {
    return this;
  }
}
