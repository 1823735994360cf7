package qio.api.aio;

import java.util.function.LongSupplier;

/**
 * For how long a loop looks for work before it sleeps, and how that follows from how long it had to
 * wait: {@link AdaptivePolling} at work. All times are in nanoseconds.
 *
 * <p>Set from any thread, used by the thread that runs the loop.
 */
final class PollWindow {

  /** The smallest window that is worth while: about what a sleep and a wake-up cost. */
  private static final long FIRST = 4_000;

  private final LongSupplier clock;
  private volatile AdaptivePolling setting = AdaptivePolling.OFF; // set by anyone
  private volatile boolean changed; // set after the setting, cleared before it is adopted

  private long max; // confined to the thread that runs the loop
  private int grow; // confined to the thread that runs the loop
  private int shrink; // confined to the thread that runs the loop
  private volatile long length; // written by the thread that runs the loop
  private boolean waiting; // confined to the thread that runs the loop
  private long began; // confined to the thread that runs the loop

  /**
   * Makes a window that is off.
   *
   * @param clock answers what {@link System#nanoTime} does
   */
  PollWindow(LongSupplier clock) {
    this.clock = clock;
  }

  void set(AdaptivePolling wanted) {
    setting = wanted;
    changed = true;
  }

  AdaptivePolling setting() {
    return setting;
  }

  /** Whether the loop sleeps at once. Adopts what was set since the last wait. */
  boolean isOff() {
    if (changed) {
      changed = false;
      AdaptivePolling fresh = setting;
      max = AioTimer.nanos(fresh.max());
      grow = fresh.grow();
      shrink = fresh.shrink();
      length = 0;
    }
    return max == 0;
  }

  /** For how long to look now. */
  long length() {
    return length;
  }

  long now() {
    return clock.getAsLong();
  }

  /** A wait begins from which something can be learnt. Answers when. */
  long beginWait() {
    waiting = true;
    began = now();
    return began;
  }

  /** The wait is over: learns from how long it took. Does nothing if none has begun. */
  void endWait() {
    if (waiting) {
      waiting = false;
      learn(now() - began);
    }
  }

  private void learn(long waited) {
    long current = length;
    if (waited <= current) {
      return;
    }
    if (waited > max) {
      resize(shrink == 0 ? 0 : current / shrink);
    } else if (waited < max) {
      resize(current == 0 ? FIRST : current > max / grow ? max : current * grow);
    }
  }

  /** The window as people read it; empty if it is off. */
  String description() {
    return setting.max().isZero()
        ? ""
        : ", looks for %d of at most %d ns".formatted(length, AioTimer.nanos(setting.max()));
  }

  private void resize(long wanted) {
    long bounded = Math.min(wanted, max);
    if (bounded != length) {
      length = bounded;
    }
  }
}
