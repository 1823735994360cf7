package qio.cli.pump;

import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Measures how a transfer goes: how much, how fast lately, how long it will take. Used by one
 * thread.
 */
public final class Meter {

  /** A rate this old weighs a third of one of now. */
  private static final double MEMORY_NANOS = 3e9;

  private final LongSupplier moved;
  private final OptionalLong total;
  private final LongSupplier clock;
  private final long started;
  private long lastTime;
  private long lastMoved;
  private double rate; // bytes a nanosecond

  /**
   * Starts measuring.
   *
   * @param moved tells how many bytes were moved so far
   * @param total how many there are, if that is known
   * @param clock tells the time in nanoseconds, {@link System#nanoTime} for instance
   */
  public Meter(LongSupplier moved, OptionalLong total, LongSupplier clock) {
    this.moved = moved;
    this.total = total;
    this.clock = clock;
    this.started = clock.getAsLong();
    this.lastTime = started;
    this.lastMoved = moved.getAsLong();
  }

  /**
   * How it goes at one moment.
   *
   * @param moved bytes so far
   * @param total bytes in all, if that is known
   * @param nanos time so far
   * @param bytesPerSecond the rate of the last few seconds
   */
  public record Reading(long moved, OptionalLong total, long nanos, long bytesPerSecond) {

    /**
     * The part that is done, if the total is known.
     *
     * @return from 0 to 100; 100 only when all is done
     */
    public OptionalLong percent() {
      if (total.isEmpty()) {
        return OptionalLong.empty();
      }
      long all = Math.max(total.getAsLong(), moved); // a file may have grown meanwhile
      return OptionalLong.of(all == 0 ? 100 : (long) (100.0 * moved / all));
    }

    /**
     * How long the rest will take at this rate.
     *
     * @return seconds, rounded up; empty if total or rate is not known
     */
    public OptionalLong secondsLeft() {
      if (total.isEmpty() || bytesPerSecond == 0) {
        return OptionalLong.empty();
      }
      long left = Math.max(0, total.getAsLong() - moved);
      return OptionalLong.of(Math.ceilDiv(left, bytesPerSecond));
    }
  }

  /**
   * Looks at the transfer now.
   *
   * @return how it goes
   */
  public Reading read() {
    long now = clock.getAsLong();
    long bytes = moved.getAsLong();
    long passed = now - lastTime;
    if (passed > 0) {
      double latest = (double) (bytes - lastMoved) / passed;
      // An average over all the time at first, and one that forgets later on.
      double weight =
          Math.max((double) passed / (now - started), 1 - Math.exp(-passed / MEMORY_NANOS));
      rate += (latest - rate) * Math.min(1, weight);
      lastTime = now;
      lastMoved = bytes;
    }
    return new Reading(bytes, total, now - started, (long) (rate * 1e9));
  }
}
