package qio.tck.aio;

import java.util.concurrent.atomic.AtomicInteger;
import qio.api.aio.ReadinessListener;

/** A listener that remembers. */
final class Told implements ReadinessListener {

  private final AtomicInteger times = new AtomicInteger();
  private final AtomicInteger closings = new AtomicInteger();
  private volatile int last;

  @Override
  public void ready(int ready) {
    last = ready;
    times.incrementAndGet();
  }

  @Override
  public void loopClosed() {
    closings.incrementAndGet();
  }

  /** How often it was told of readiness. */
  int times() {
    return times.get();
  }

  /** What it was told last. */
  int last() {
    return last;
  }

  /** How often it was told that its loop is closed. */
  int closings() {
    return closings.get();
  }
}
