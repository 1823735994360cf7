package qio.spi.socket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import qio.posix.SocketName;

/**
 * Tries places until one connects (RFC 8305, section 5): the next one starts when the one before
 * has failed, or has not answered for a while; whoever answers first wins, and the others are
 * closed. All of it happens on the calling thread, which waits in the operating system while one
 * attempt is under way, and is told by a loop while there are several.
 *
 * <p>Used by one thread, once.
 */
final class ConnectRace {

  /** However short the time is: less would be a flood (RFC 8305, section 5). */
  private static final long LEAST_DELAY = 10_000_000;

  private final String address;
  private final ConnectLimit limit;
  private final Function<SocketName, ConnectAttempt> opening;
  private final Deque<SocketName> untried;
  private final List<ConnectAttempt> running = new ArrayList<>(2);
  private final List<SocketFailures.Attempt> failed = new ArrayList<>(0);
  private final long delay;
  private long nextStart;

  /**
   * Makes a race that has not begun.
   *
   * @param address what messages call all of it
   * @param places where to connect to, in the order in which to begin; at least one
   * @param limit until when
   * @param delay nanoseconds after which a place that has not answered gets a competitor
   * @param opening makes an attempt for a place
   */
  ConnectRace(
      String address,
      List<SocketName> places,
      ConnectLimit limit,
      long delay,
      Function<SocketName, ConnectAttempt> opening) {
    this.address = address;
    this.untried = new ArrayDeque<>(places);
    this.limit = limit;
    this.delay = delay;
    this.opening = opening;
  }

  /**
   * Runs to the end.
   *
   * @return the connection
   * @throws InterruptedIOException if the thread is interrupted while it waits
   * @throws IOException if no place could be connected to; the message tells what each of them said
   */
  StreamChannel run() throws IOException {
    try {
      for (; ; ) {
        StreamChannel winner = advance();
        if (winner != null) {
          return winner;
        }
        if (running.isEmpty() && untried.isEmpty()) {
          throw SocketFailures.connecting(address, failed);
        }
        if (limit.left() <= 0) {
          throw tooLate();
        }
        if (isStartDue()) {
          startNext();
        } else {
          rest();
        }
      }
    } finally {
      closeRunning();
    }
  }

  /** The first connection, if there is one. */
  private @Nullable StreamChannel advance() {
    for (Iterator<ConnectAttempt> each = running.iterator(); each.hasNext(); ) {
      ConnectAttempt attempt = each.next();
      try {
        if (attempt.advance() == ConnectAttempt.State.CONNECTED) {
          return attempt.take();
        }
      } catch (IOException e) {
        each.remove();
        lost(attempt, e);
      }
    }
    return null;
  }

  private boolean isStartDue() {
    return !untried.isEmpty() && (running.isEmpty() || untilStart() <= 0);
  }

  private long untilStart() {
    return nextStart - System.nanoTime();
  }

  private void startNext() {
    ConnectAttempt attempt = opening.apply(untried.removeFirst());
    long share = limit.left() / (untried.size() + 1);
    nextStart = System.nanoTime() + Math.max(LEAST_DELAY, Math.min(delay, share));
    running.add(attempt);
    try {
      attempt.start();
    } catch (IOException e) {
      running.remove(attempt);
      lost(attempt, e);
    }
  }

  /** A place that has failed has its successor begin at once. */
  private void lost(ConnectAttempt attempt, IOException why) {
    failed.add(new SocketFailures.Attempt(attempt.place(), why));
    nextStart = System.nanoTime();
    closeQuietly(attempt, why);
  }

  private IOException tooLate() {
    for (ConnectAttempt attempt : running) {
      failed.add(new SocketFailures.Attempt(attempt.place(), limit.noAnswer()));
    }
    for (SocketName place : untried) {
      failed.add(new SocketFailures.Attempt(place, limit.notTried()));
    }
    return SocketFailures.connecting(address, failed);
  }

  // ---- waiting ----

  private void rest() throws IOException {
    long nanos = limit.left();
    if (!untried.isEmpty()) {
      nanos = Math.min(nanos, untilStart());
    }
    for (ConnectAttempt attempt : running) {
      if (attempt.state() == ConnectAttempt.State.QUEUE_FULL) {
        nanos = Math.min(nanos, attempt.untilAgain());
      }
    }
    if (running.size() == 1 && running.getFirst().state() == ConnectAttempt.State.CONNECTING) {
      awaitOnly(running.getFirst(), Math.max(0, nanos));
    } else {
      sleep(nanos);
    }
  }

  private void awaitOnly(ConnectAttempt attempt, long nanos) throws IOException {
    try {
      attempt.await(nanos);
    } catch (InterruptedIOException e) {
      throw interrupted(e);
    }
  }

  private void sleep(long nanos) throws IOException {
    boolean answered = false;
    for (ConnectAttempt attempt : running) {
      attempt.watchFor(Thread.currentThread());
      answered |= attempt.isReady();
    }
    if (!answered && nanos > 0) {
      LockSupport.parkNanos(this, nanos);
    }
    if (Thread.interrupted()) {
      throw interrupted(null);
    }
  }

  private InterruptedIOException interrupted(@Nullable Exception cause) {
    var failure =
        new InterruptedIOException(
            address + ": interrupted while connecting; nothing is left open");
    if (cause != null) {
      failure.initCause(cause);
    }
    return failure;
  }

  // ---- the end ----

  private void closeRunning() throws IOException {
    IOException failure = null;
    for (ConnectAttempt attempt : running) {
      try {
        attempt.close();
      } catch (IOException e) {
        failure = e; // the others are to be closed all the same
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static void closeQuietly(ConnectAttempt attempt, IOException why) {
    try {
      attempt.close();
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }
}
