package qio.spi.tls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs what the engines of handshakes want computed (key agreement, signatures, checks of
 * certificates) for so many at once; the others wait for their turn, first come, first served. A
 * virtual thread that computes is not interrupted for another one, so without this a crowd of
 * clients would stand in front of every thread that has data to move. A peer that is silent holds
 * no place.
 *
 * <p>All methods may be called from any thread.
 */
final class TaskRunner {

  /** For all layers that have none of their own, since they share the processors. */
  private static final TaskRunner SHARED =
      new TaskRunner(2 * Runtime.getRuntime().availableProcessors(), null);

  private final int most;
  private final Semaphore places;
  private final @Nullable Executor executor;

  private TaskRunner(int most, @Nullable Executor executor) {
    this.most = most;
    this.places = new Semaphore(most, true);
    this.executor = executor;
  }

  /**
   * Finds or makes one.
   *
   * @param executor computes; null if the thread of the handshake does
   * @param most so many at once; null for what is usual: as many as the executor takes, or two for
   *     each processor, of all layers together
   */
  static TaskRunner of(@Nullable Executor executor, @Nullable Integer most) {
    if (executor == null && most == null) {
      return SHARED;
    }
    return new TaskRunner(most == null ? Integer.MAX_VALUE : most, executor);
  }

  /**
   * Runs tasks to their end. An interrupt calls them off; what computes already goes on and keeps
   * its place.
   *
   * @param tasks what to run
   * @param deadline a {@link System#nanoTime} value
   * @throws IOException if there was no time for it, the thread was interrupted, or the executor
   *     refused
   */
  void run(Runnable tasks, long deadline) throws IOException {
    try {
      if (!places.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new SocketTimeoutException(
            "its turn to compute did not come in time; others computed, "
                + most
                + " at once (max-handshakes)");
      }
    } catch (InterruptedException e) {
      throw calledOff(e);
    }
    if (executor == null) {
      runHere(tasks);
    } else {
      runThere(executor, tasks, deadline);
    }
  }

  private void runHere(Runnable tasks) {
    try {
      tasks.run();
    } finally {
      places.release();
    }
  }

  private void runThere(Executor executor, Runnable tasks, long deadline) throws IOException {
    var work = new Work(tasks);
    try {
      executor.execute(work);
      if (!work.ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new SocketTimeoutException(
            "the executor that was given for it (option executor) did not compute in time");
      }
    } catch (RejectedExecutionException e) {
      throw new IOException(
          "the executor that was given for it (option executor) takes no more work", e);
    } catch (InterruptedException e) {
      throw calledOff(e);
    } finally {
      work.callOff(); // whatever happened: one that has begun is not touched by it
    }
    work.throwFailure();
  }

  private static InterruptedIOException calledOff(InterruptedException why) {
    Thread.currentThread().interrupt();
    var failure = new InterruptedIOException("the handshake was called off");
    failure.initCause(why);
    return failure;
  }

  /**
   * Tasks on their way to an executor's thread. The place is given back once, by whoever ends it.
   *
   * <pre>
   *   WAITING --run-----&gt; RUNNING --&gt; ENDED
   *           --callOff-&gt; ENDED
   * </pre>
   */
  private final class Work implements Runnable {

    private enum State {
      WAITING,
      RUNNING,
      ENDED
    }

    private final Runnable tasks;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Written before the end is told. */
    private @Nullable Throwable failure;

    Work(Runnable tasks) {
      this.tasks = tasks;
    }

    @Override
    public void run() {
      if (!state.compareAndSet(State.WAITING, State.RUNNING)) {
        return;
      }
      try {
        tasks.run();
      } catch (Throwable e) { // whatever it is, the handshake must learn of it
        failure = e;
      } finally {
        end();
      }
    }

    /** Nobody waits for it any more: it does not begin. */
    void callOff() {
      if (state.compareAndSet(State.WAITING, State.ENDED)) {
        end();
      }
    }

    /** Called after the end. */
    void throwFailure() {
      switch (failure) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case null, default -> {} // tasks throw nothing else
      }
    }

    private void end() {
      state.set(State.ENDED);
      places.release();
      ended.countDown();
    }
  }
}
