package qio.api.channel;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a listener bears that it cannot accept: it pauses, longer each time, and does not say the
 * same thing again and again.
 *
 * <pre>
 *   WELL --shortage--&gt; PAUSED 10 ms --shortage--&gt; PAUSED 20 ms … 1 s --a client is accepted--&gt; WELL
 *   WELL --one client's trouble--&gt; WELL --and the next one's too--&gt; PAUSED …
 * </pre>
 *
 * <p>All methods may be called from any thread.
 */
final class AcceptPause {

  private static final long FIRST = Duration.ofMillis(10).toNanos();
  private static final long LONGEST = Duration.ofSeconds(1).toNanos();

  /** A process at its limit fails and succeeds in turn: said once in a while, that is enough. */
  private static final long SILENCE = Duration.ofMinutes(1).toNanos();

  private final LongSupplier clock;
  private final System.Logger log;

  /** True from the first failure to the next success; written under this, read by anyone. */
  private volatile boolean troubled;

  private long next = FIRST; // guarded by this
  private long end; // guarded by this
  private boolean paused; // guarded by this
  private boolean told; // guarded by this: the shortage at hand was logged
  private @Nullable Long lastTold; // guarded by this; null as long as none was logged

  AcceptPause(LongSupplier clock, System.Logger log) {
    this.clock = clock;
    this.log = log;
    prepare(log);
  }

  /**
   * A log's first line reads its configuration and the table of time zones, which are files: while
   * there are descriptors.
   */
  private static void prepare(System.Logger log) {
    boolean unusedLevel = log.isLoggable(System.Logger.Level.WARNING);
    ZonedDateTime unusedTime = ZonedDateTime.now(ZoneId.systemDefault());
  }

  /** Notes that a client could not be accepted for want of descriptors or memory. */
  synchronized void shortage(ResourceShortageException failure) {
    troubled = true;
    long now = clock.getAsLong();
    pause(now);
    if (!told && (lastTold == null || now - lastTold >= SILENCE)) {
      told = true;
      lastTold = now;
      tell(failure.getMessage() + "; accepting pauses until it passes");
    }
  }

  private void tell(String line) {
    try {
      log.log(System.Logger.Level.WARNING, line);
    } catch (RuntimeException | Error e) {
      // A log may need a descriptor itself. What it cannot take must not keep clients out.
    }
  }

  /** Notes that one client could not be accepted; only a second one in a row makes it pause. */
  synchronized void failure(String address, IOException failure) {
    log.log(System.Logger.Level.WARNING, address + ": a client could not be accepted", failure);
    if (troubled) {
      pause(clock.getAsLong());
    }
    troubled = true;
  }

  private void pause(long now) {
    end = now + next;
    paused = true;
    next = Math.min(2 * next, LONGEST);
  }

  /** Notes that a client was accepted. Costs one read while nothing is wrong. */
  void success(String address) {
    if (troubled) {
      recover(address);
    }
  }

  private synchronized void recover(String address) {
    if (told) {
      log.log(System.Logger.Level.INFO, address + ": accepting again");
    }
    troubled = false;
    told = false;
    paused = false;
    next = FIRST;
  }

  /** Nanoseconds until the next attempt makes sense; 0 if it does now. */
  long remaining() {
    return troubled ? left() : 0;
  }

  private synchronized long left() {
    return paused ? Math.max(0, end - clock.getAsLong()) : 0;
  }
}
