package qio.api.layer;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchSource;

/**
 * Reads what nobody wants any more and drops it, so that a peer that goes on writing is not held
 * up, what it asks is answered and its farewell is heard. Works from the process's default loop, a
 * little in each turn, and needs no thread of anybody's.
 *
 * <pre>
 *   RESTING --begin--&gt; DRAINING --the input is over--&gt; OVER
 *                       |    ^
 *                       v    goOn
 *                       PAUSED   (nothing is watched)
 *   any --stop--&gt; OVER
 * </pre>
 *
 * <p>All methods may be called from any thread; the input is called without the lock.
 */
final class InputDrain {

  private static final System.Logger LOG = System.getLogger(InputDrain.class.getName());

  private enum State {
    RESTING,
    DRAINING,
    PAUSED,
    OVER
  }

  /** What is dropped. */
  interface Input {
    /** Drops what is there; true if more may come. Never waits. */
    boolean dropSome();

    /** Whether nothing can be dropped now; who ends that calls {@link #goOn}. Never waits. */
    boolean pauses();

    /** Nothing more is to come, for whatever reason. Called when that is seen, maybe twice. */
    void isOver();
  }

  private final QioChannel below;
  private final Input input;
  private final ReentrantLock lock = new ReentrantLock();

  // guarded by lock
  private State state = State.RESTING;
  private @Nullable WatchSource watch;

  InputDrain(QioChannel below, Input input) {
    this.below = below;
    this.input = input;
  }

  /** Begins, if it has not begun yet: with what is there, on the calling thread. */
  void begin() {
    lock.lock();
    try {
      if (state != State.RESTING) {
        return;
      }
      state = State.DRAINING;
    } finally {
      lock.unlock();
    }
    if (look()) {
      watch();
    }
  }

  /** A pause may have ended: drops what has come, and watches again if that was given up. */
  void goOn() {
    boolean paused;
    lock.lock();
    try {
      if (state != State.DRAINING && state != State.PAUSED) {
        return;
      }
      paused = state == State.PAUSED;
      state = State.DRAINING;
    } finally {
      lock.unlock();
    }
    if (look() && paused) {
      watch();
    }
  }

  /** Drops what is there, and tells if that was the last. True if more may come. */
  private boolean look() {
    if (input.dropSome()) {
      return true;
    }
    lock.lock();
    try {
      state = State.OVER;
      watch = null;
    } finally {
      lock.unlock();
    }
    input.isOver();
    return false;
  }

  private void watch() {
    lock.lock();
    try {
      if (state == State.DRAINING) {
        watch =
            below.addWatch(
                IoCondition.of(IoCondition.IN, IoCondition.ERR, IoCondition.HUP),
                (channel, ready) -> stillWatching(),
                AioContext.main());
      }
    } catch (IOException | RuntimeException e) {
      // The channel below is closed, or cannot be watched: the peer is not heard any more, and who
      // waits for its farewell has a limit.
      LOG.log(System.Logger.Level.DEBUG, "no watch for what is dropped", e);
    } finally {
      lock.unlock();
    }
  }

  private boolean stillWatching() {
    if (!isDraining() || (!input.pauses() && !look())) {
      return false;
    }
    if (!input.pauses()) {
      return true;
    }
    pause();
    if (!input.pauses()) {
      goOn(); // it has ended before anybody could know that this waits for it
    }
    return false;
  }

  private boolean isDraining() {
    lock.lock();
    try {
      return state == State.DRAINING;
    } finally {
      lock.unlock();
    }
  }

  /** The channel below may be ready all the time, so it is watched no more. */
  private void pause() {
    lock.lock();
    try {
      if (state == State.DRAINING) {
        state = State.PAUSED;
        watch = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends it; when this returns it is not inside the input. */
  void stop() {
    WatchSource lastWatch;
    lock.lock();
    try {
      state = State.OVER;
      lastWatch = watch;
      watch = null;
    } finally {
      lock.unlock();
    }
    if (lastWatch != null) {
      lastWatch.close();
    }
  }
}
