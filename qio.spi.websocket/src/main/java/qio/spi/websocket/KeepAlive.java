package qio.spi.websocket;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.AioTimer;

/**
 * Asks a peer that has been silent for a while for a sign of life, and gives it up if none comes.
 * Works from the process's default loop and needs no thread of anybody's.
 *
 * <pre>
 *   LISTENING --silent for an interval--&gt; ASKED --silent for another--&gt; OVER
 *       ^--------- something came ----------'
 *   any --stop--&gt; OVER
 * </pre>
 */
final class KeepAlive {

  private enum State {
    LISTENING,
    ASKED,
    OVER
  }

  /** The connection that is watched over. */
  interface Connection {
    /** Changes whenever something has been received; looks for it, without waiting. */
    int receives();

    /** Sends a ping. */
    void ping();

    /** The peer is dead. */
    void giveUp();

    /** Whether there is nothing more to watch over. */
    boolean isOver();
  }

  private final Duration interval;
  private final Connection connection;

  // guarded by this
  private State state = State.LISTENING;
  private int seen;
  private @Nullable AioTimer timer;

  KeepAlive(Duration interval, Connection connection) {
    this.interval = interval;
    this.connection = connection;
  }

  /** Begins to watch. */
  synchronized void begin() {
    if (state == State.OVER) {
      return;
    }
    seen = connection.receives();
    AioTimer made = AioContext.main().timer(this::look);
    timer = made;
    rearm(made);
  }

  private void rearm(AioTimer armed) {
    try {
      armed.arm(interval);
    } catch (RejectedExecutionException e) {
      state = State.OVER; // that loop has died just now, and with it the clock
    }
  }

  private void look() {
    boolean dead;
    synchronized (this) {
      AioTimer armed = timer;
      if (state == State.OVER || armed == null || connection.isOver()) {
        return;
      }
      int now = connection.receives();
      dead = now == seen && state == State.ASKED;
      if (dead) {
        state = State.OVER;
      } else {
        state = now == seen ? State.ASKED : State.LISTENING;
        seen = now;
        rearm(armed);
      }
    }
    if (dead) {
      connection.giveUp();
    } else if (isAsking()) {
      connection.ping();
    }
  }

  private synchronized boolean isAsking() {
    return state == State.ASKED;
  }

  /** Ends it. */
  synchronized void stop() {
    state = State.OVER;
    AioTimer armed = timer;
    if (armed != null) {
      armed.disarm();
    }
  }
}
