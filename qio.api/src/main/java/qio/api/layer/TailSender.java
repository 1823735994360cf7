package qio.api.layer;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.AioTimer;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchSource;

/**
 * Sends what the channel below had no room for, when it has: a writer's bytes were accepted, and
 * nobody may come back to send them. Mostly somebody does, at once; so this waits a moment before
 * it puts up a watch. It works from the process's default loop and needs no thread of anybody's.
 *
 * <pre>
 *   RESTING --some are left----&gt; SCHEDULED --still left--&gt; WATCHING
 *      ^----------- all sent ---------'                          |
 *      '----------- all sent, or sending failed -----------------'
 *   any --stop--&gt; STOPPED
 * </pre>
 */
public final class TailSender {

  private static final System.Logger LOG = System.getLogger(TailSender.class.getName());

  private enum State {
    RESTING,
    SCHEDULED,
    WATCHING,
    STOPPED
  }

  /** What is left. Called under the lock. */
  public interface Tail {
    /**
     * Whether there is anything.
     *
     * @return true if so
     */
    boolean isLeft();

    /**
     * Sends what it can, without waiting. Keeps a failure for those who write.
     *
     * @return true if there is more
     */
    boolean sendMore();
  }

  private static final Duration MOMENT = Duration.ofMillis(1);

  private final QioChannel below;
  private final ReentrantLock lock;
  private final Tail tail;

  // guarded by lock
  private State state = State.RESTING;
  private @Nullable AioTimer timer;
  private @Nullable WatchSource watch;

  /**
   * Makes one that rests.
   *
   * @param below the channel below, to watch
   * @param lock what guards the tail
   * @param tail what may be left
   */
  public TailSender(QioChannel below, ReentrantLock lock, Tail tail) {
    this.below = below;
    this.lock = lock;
    this.tail = tail;
  }

  /** Sees to it that what is left is sent. Called under the lock. */
  public void takeOver() {
    if (state != State.RESTING) {
      return;
    }
    if (timer == null) {
      timer = AioContext.main().timer(this::lookAfterIt);
    }
    try {
      timer.arm(MOMENT);
      state = State.SCHEDULED;
    } catch (RejectedExecutionException e) {
      timer = null; // that loop has died; the next time finds the one in its place
    }
  }

  private void lookAfterIt() {
    lock.lock();
    try {
      if (state != State.SCHEDULED) {
        return;
      }
      state = State.RESTING;
      if (tail.isLeft() && tail.sendMore()) {
        watch();
      }
    } finally {
      lock.unlock();
    }
  }

  private void watch() {
    try {
      watch =
          below.addWatch(
              IoCondition.of(IoCondition.OUT, IoCondition.ERR, IoCondition.HUP),
              (channel, ready) -> stillWatching(),
              AioContext.main());
      state = State.WATCHING;
    } catch (IOException | RuntimeException e) {
      // The channel below is closed, or cannot be watched: what is left goes with the next write or
      // with close.
      LOG.log(System.Logger.Level.DEBUG, "no watch for what is unsent", e);
    }
  }

  private boolean stillWatching() {
    lock.lock();
    try {
      if (state != State.WATCHING) {
        return false;
      }
      boolean more = tail.isLeft() && tail.sendMore();
      if (!more) {
        state = State.RESTING;
        watch = null;
      }
      return more;
    } finally {
      lock.unlock();
    }
  }

  /** Ends it; when this returns it is not sending. Called without the lock. */
  public void stop() {
    WatchSource lastWatch;
    lock.lock();
    try {
      state = State.STOPPED;
      lastWatch = watch;
      watch = null;
      if (timer != null) {
        timer.disarm();
      }
    } finally {
      lock.unlock();
    }
    if (lastWatch != null) {
      lastWatch.close();
    }
  }
}
