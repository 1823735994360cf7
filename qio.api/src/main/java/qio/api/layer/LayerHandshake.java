package qio.api.layer;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import qio.api.channel.IoCondition;
import qio.api.channel.QioTask;

/**
 * The one handshake of a channel, whoever starts it: the first transfer, a wait, a watch, a
 * handler, or a call of {@code handshake()}. It runs on a virtual thread of its own, in any mode of
 * the channel; who needs its end waits here, or is told.
 *
 * <pre>
 *   NEW --start--&gt; RUNNING --&gt; DONE
 *                          --&gt; FAILED   (too late, refused, hung up, closed)
 *   NEW --cancel-&gt; FAILED
 * </pre>
 *
 * <p>All methods may be called from any thread. The lock is held for moments only; listeners are
 * called without it.
 */
final class LayerHandshake {

  private static final System.Logger LOG = System.getLogger(LayerHandshake.class.getName());

  private enum State {
    NEW,
    RUNNING,
    DONE,
    FAILED
  }

  private final String address;
  private final LayerTerms terms;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Written under the lock; the state is read without it too.
  private volatile State state = State.NEW;
  private volatile @Nullable LayerFailure failure;

  // guarded by lock; what only a handshake needs is let go at its end, since connections live long
  private @Nullable HandshakeJob job;
  private @Nullable Thread thread;
  private boolean canceled;
  private int woken;
  private List<Runnable> listeners = List.of();
  private List<Runnable> tasks = List.of();

  LayerHandshake(String address, LayerTerms terms) {
    this.address = address;
    this.terms = terms;
  }

  // ---- its life ----

  /** Says what it consists of, before anybody can start it. */
  void consistsOf(HandshakeJob toDo) {
    lock.lock();
    try {
      job = toDo;
    } finally {
      lock.unlock();
    }
  }

  /** Starts it, if nobody has. */
  void start() {
    if (state != State.NEW) {
      return;
    }
    lock.lock();
    try {
      if (state == State.NEW) {
        HandshakeJob toDo = Objects.requireNonNull(job, "the layer has set no handshake");
        state = State.RUNNING;
        thread = Thread.ofVirtual().name("qio-handshake " + address).start(() -> run(toDo));
      }
    } finally {
      lock.unlock();
    }
  }

  private void run(HandshakeJob toDo) {
    LayerFailure why = null;
    try {
      toDo.run(System.nanoTime() + terms.handshakeTimeout().toNanos());
    } catch (Throwable e) { // whatever it is, who waits for the handshake must learn of it
      why = toDo.diagnose(e);
    } finally {
      end(why);
    }
  }

  private void end(@Nullable LayerFailure why) {
    List<Runnable> toTell = new ArrayList<>();
    lock.lock();
    try {
      boolean calledOff = canceled || why != null;
      failure = canceled ? closed() : why;
      state = calledOff ? State.FAILED : State.DONE;
      toTell.addAll(listeners);
      toTell.addAll(
          tasks); // behind the others, since what depends on them is not ours and may take its time
      letGo();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (Thread.interrupted()) {
      LOG.log(System.Logger.Level.DEBUG, "called off when it was done already: {0}", address);
    }
    toTell.forEach(Runnable::run);
  }

  /**
   * Calls it off and waits, for a limited time, until it has let go of the channel below.
   *
   * @return false if it has not
   */
  boolean cancel(Duration patience) {
    lock.lock();
    try {
      if (state == State.NEW) {
        canceled = true;
        failure = closed();
        state = State.FAILED;
        job = null;
        changed.signalAll();
      }
      Thread running = thread;
      if (state != State.RUNNING || running == null) {
        return true;
      }
      canceled = true;
      running.interrupt();
      return awaitEnd(patience);
    } finally {
      lock.unlock();
    }
  }

  private void letGo() {
    job = null;
    thread = null;
    listeners = List.of();
    tasks = List.of();
  }

  private boolean awaitEnd(Duration patience) {
    long left = patience.toNanos();
    boolean interrupted = false;
    while (!isOver() && left > 0) {
      try {
        left = changed.awaitNanos(left);
      } catch (InterruptedException e) {
        interrupted =
            true; // the wait is short, and the channel below must not be closed under a thread
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return isOver();
  }

  private LayerFailure closed() {
    return () ->
        new ClosedLayerException(address + ": the channel was closed during the handshake");
  }

  // ---- its end ----

  /** Whether data can flow. Starts the handshake if need be, and fails as it has failed. */
  boolean isDone() throws IOException {
    if (state == State.DONE) {
      return true;
    }
    start();
    throwIfFailed();
    return state == State.DONE;
  }

  /** Whether data can flow now; never starts, never fails. */
  boolean hasSucceeded() {
    return state == State.DONE;
  }

  boolean isOver() {
    return state == State.DONE || state == State.FAILED;
  }

  boolean hasFailed() {
    return state == State.FAILED;
  }

  private void throwIfFailed() throws IOException {
    LayerFailure why = failure;
    if (why != null) {
      throw why.exception();
    }
  }

  /**
   * Calls back once, when it is over: on the handshake's thread, or at once if it is over already.
   */
  void onEnd(Runnable listener) {
    lock.lock();
    try {
      if (!isOver()) {
        listeners = with(listeners, listener);
        return;
      }
    } finally {
      lock.unlock();
    }
    listener.run();
  }

  private static List<Runnable> with(List<Runnable> list, Runnable one) {
    List<Runnable> more = new ArrayList<>(list);
    more.add(one);
    return more;
  }

  /** Calls back once, as {@link #onEnd} does, if and when data can flow. */
  void onSuccess(Runnable listener) {
    onEnd(
        () -> {
          if (hasSucceeded()) {
            listener.run();
          }
        });
  }

  /** Calls back once, as {@link #onEnd} does, if and when it has failed. */
  void onFailure(Consumer<LayerFailure> listener) {
    onEnd(
        () -> {
          LayerFailure why = failure;
          if (why != null) {
            listener.accept(why);
          }
        });
  }

  /**
   * A task for its end; each caller gets one of its own, so that none can end it for the others.
   */
  QioTask<Void> task(Object source) {
    var task = new QioTask<Void>(source);
    start();
    Runnable end = () -> end(task);
    lock.lock();
    try {
      if (!isOver()) {
        tasks = with(tasks, end);
        return task;
      }
    } finally {
      lock.unlock();
    }
    end.run();
    return task;
  }

  private void end(QioTask<Void> task) {
    LayerFailure why = failure;
    if (why == null) {
      task.complete(null);
    } else {
      task.completeExceptionally(why.exception());
    }
  }

  /**
   * Sleeps until it is over, somebody wakes this direction, or the thread is interrupted.
   *
   * @return false if the time was up
   */
  boolean await(IoCondition direction, long timeoutNanos) {
    long left = timeoutNanos;
    lock.lock();
    try {
      while (!isOver() && (woken & direction.bit()) == 0) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left); // the longest time is 292 years, which is no limit
      }
      woken &= ~direction.bit();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the channel turns it into its own exception
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the thread that is in {@link #await}, or keeps the next one from sleeping. */
  void wake(IoCondition direction) {
    lock.lock();
    try {
      if (!isOver()) {
        woken |= direction.bit();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}
