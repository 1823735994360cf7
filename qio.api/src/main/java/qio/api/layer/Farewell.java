package qio.api.layer;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.AioTimer;
import qio.api.channel.QioTask;

/**
 * Those who wait for both sides to have said farewell. Each has a task of its own, and a limit.
 *
 * <pre>
 *   OPEN --both have said it--------------&gt; SAID     (tasks succeed)
 *        --the connection ends otherwise--&gt; BROKEN   (tasks fail)
 * </pre>
 *
 * <p>All methods may be called from any thread; tasks are ended without the lock.
 */
final class Farewell {

  private enum State {
    OPEN,
    SAID,
    BROKEN
  }

  private final String address;
  private final LayerTerms terms;
  private final ReentrantLock lock = new ReentrantLock();

  // guarded by lock
  private State state = State.OPEN;
  private @Nullable Supplier<IOException> why;
  private List<QioTask<Void>> waiting = List.of();

  Farewell(String address, LayerTerms terms) {
    this.address = address;
    this.terms = terms;
  }

  /** A task for the end. */
  QioTask<Void> task(Object source) {
    var task = new QioTask<Void>(source);
    lock.lock();
    try {
      waiting = new ArrayList<>(waiting);
      waiting.add(task);
    } finally {
      lock.unlock();
    }
    endInTime(task);
    settle();
    return task;
  }

  private void endInTime(QioTask<Void> task) {
    try {
      AioTimer timer = AioContext.main().timer(() -> tooLate(task));
      timer.arm(terms.closeTimeout());
      var _ = task.whenComplete((nothing, failure) -> timer.disarm());
    } catch (RejectedExecutionException e) {
      tooLate(task); // that loop has died just now, and there is nobody else to look at the clock
    }
  }

  private void tooLate(QioTask<Void> task) {
    var _ =
        task.completeExceptionally(
            new SocketTimeoutException(
                address
                    + ": the peer did not say farewell ("
                    + terms.farewell()
                    + ") within "
                    + terms.closeTimeout().toMillis()
                    + " ms (close-timeout); all that was written has been sent or will be by"
                    + " close"));
  }

  /** Both sides have said it, and all was sent. */
  void isSaid() {
    end(State.SAID, null);
  }

  /** It will not be said; each task fails with an exception of its own. The first reason stays. */
  void isBroken(Supplier<IOException> reason) {
    end(State.BROKEN, reason);
  }

  /** Whether somebody waits. */
  boolean isAwaited() {
    lock.lock();
    try {
      return !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void end(State how, @Nullable Supplier<IOException> reason) {
    lock.lock();
    try {
      if (state == State.OPEN) {
        state = how;
        why = reason;
      }
    } finally {
      lock.unlock();
    }
    settle();
  }

  private void settle() {
    List<QioTask<Void>> ended;
    Supplier<IOException> reason;
    lock.lock();
    try {
      if (state == State.OPEN) {
        return;
      }
      ended = waiting;
      waiting = List.of();
      reason = why;
    } finally {
      lock.unlock();
    }
    for (QioTask<Void> task : ended) {
      if (reason == null) {
        task.complete(null);
      } else {
        task.completeExceptionally(reason.get());
      }
    }
  }
}
