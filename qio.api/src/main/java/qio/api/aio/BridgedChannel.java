package qio.api.aio;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One channel of {@code java.nio} in a {@link BridgedPoller}: a listener for the selector, a key
 * for the loop.
 *
 * <p>The selector is silenced as soon as it has found the channel ready, and the channel goes onto
 * the list of the told; the next poll tells its listener; and only the poll after that, which comes
 * when the loop has dispatched, lets the selector look at it again:
 *
 * <pre>
 *   ARMED --the selector finds it ready--&gt; TOLD --poll tells the listener--&gt; SERVED
 *     ^                                                                        |
 *     +------------------------------- next poll ------------------------------+
 * </pre>
 *
 * <p>From each of these a cancel leads to CANCELLED.
 */
final class BridgedChannel implements PollKey, ReadinessListener {

  private enum Stage {
    ARMED,
    TOLD,
    SERVED,
    CANCELLED
  }

  private final BridgedPoller bridge;
  private final ReentrantLock lock; // the bridge's
  private final ReadinessListener listener;
  private @Nullable PollKey key; // guarded by lock
  private int interest; // guarded by lock
  private int found; // guarded by lock
  private Stage stage = Stage.ARMED; // guarded by lock

  /** The next in the list of the told (guarded by lock) or the served (of the polling thread). */
  private @Nullable BridgedChannel next;

  BridgedChannel(
      BridgedPoller bridge, ReentrantLock lock, int interest, ReadinessListener listener) {
    this.bridge = bridge;
    this.lock = lock;
    this.interest = interest;
    this.listener = listener;
  }

  @Nullable BridgedChannel next() {
    return next;
  }

  void setNext(@Nullable BridgedChannel next) {
    this.next = next;
  }

  void bind(PollKey selectorKey) throws IOException {
    lock.lock();
    try {
      key = selectorKey;
      selectorKey.interest(interest);
    } finally {
      lock.unlock();
    }
  }

  /** Called by the helper, from within its selection. */
  @Override
  public void ready(int ready) {
    lock.lock();
    try {
      if (stage != Stage.ARMED || (ready & interest) == 0) {
        return;
      }
      stage = Stage.TOLD;
      found = ready;
      bridge.addTold(this);
      ask(Readiness.NONE);
    } catch (IOException closed) {
      // The channel was closed meanwhile: what was found is told, more will not come.
    } finally {
      lock.unlock();
    }
    bridge.wakeup();
  }

  /** Called by the thread that polls. Answers how many listeners it told. */
  int tell() {
    int ready;
    lock.lock();
    try {
      ready = stage == Stage.TOLD ? found & interest : Readiness.NONE;
      if (stage == Stage.TOLD) {
        stage = Stage.SERVED;
      }
    } finally {
      lock.unlock();
    }
    if (ready == Readiness.NONE) {
      return 0;
    }
    listener.ready(ready);
    return 1;
  }

  /** Called by the thread that polls. */
  void rearm() {
    lock.lock();
    try {
      if (stage == Stage.SERVED) {
        stage = Stage.ARMED;
        ask(interest);
      }
    } catch (IOException closed) {
      // The channel was closed before its key was cancelled: there is nothing to wait for.
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void interest(int wanted) throws IOException {
    lock.lock();
    try {
      interest = wanted;
      if (stage == Stage.ARMED) {
        ask(wanted);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void cancel() {
    PollKey selectorKey;
    lock.lock();
    try {
      stage = Stage.CANCELLED;
      selectorKey = key;
    } finally {
      lock.unlock();
    }
    // Outside the lock: this makes the selector select, and its helper may want the lock.
    if (selectorKey != null) {
      selectorKey.cancel();
    }
  }

  private void ask(int wanted) throws IOException {
    if (key != null) {
      key.interest(wanted);
    }
  }
}
