package qio.api.channel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;

/**
 * A job that ends later, with a result or an error, for the sake of some source: a handshake of a
 * channel, for instance. It is a {@link java.util.concurrent.CompletionStage} that can also be
 * waited for. (The header's {@code QIOTask}.)
 *
 * @param <T> what the job produces
 */
public final class QioTask<T extends @Nullable Object> extends CompletableFuture<T> {

  private final Object source;
  private final Queue<Callback<T>> callbacks = new ConcurrentLinkedQueue<>();

  /**
   * Makes a task that has not ended.
   *
   * @param source for whose sake the job is done
   */
  public QioTask(Object source) {
    this.source = Objects.requireNonNull(source, "source");
  }

  /**
   * A task without a result that has ended already.
   *
   * @param source for whose sake it was
   * @return the task
   */
  public static QioTask<Void> done(Object source) {
    var task = new QioTask<Void>(source);
    task.complete(null);
    return task;
  }

  /**
   * Runs a job on a virtual thread of its own ({@code qio_task_run_in_thread}). Its exception
   * becomes the task's.
   *
   * @param source for whose sake the job is done
   * @param name names the thread
   * @param job the job
   * @param <T> what it produces
   * @return the task
   */
  public static <T extends @Nullable Object> QioTask<T> runInThread(
      Object source, String name, Callable<T> job) {
    var task = new QioTask<T>(source);
    Thread.ofVirtual()
        .name(name)
        .start(
            () -> {
              try {
                task.complete(job.call());
              } catch (Throwable e) { // whatever it is, who waits for the task must learn of it
                task.completeExceptionally(e);
              }
            });
    return task;
  }

  /**
   * For whose sake the job is done ({@code qio_task_get_source}).
   *
   * @return the source
   */
  public Object source() {
    return source;
  }

  /**
   * Calls back once when the task has ended, on a loop's thread, never inside this call. If a
   * thread waits for the task with {@link #await()} first, the callback runs on that thread instead
   * ({@code qio_task_wait_thread}).
   *
   * @param context the loop
   * @param callback gets this task, which has ended
   * @return this task
   */
  public QioTask<T> onCompletion(AioContext context, Consumer<? super QioTask<T>> callback) {
    var entry = new Callback<T>(this, callback, new AtomicBoolean());
    callbacks.add(entry);
    var _ = whenComplete((result, failure) -> context.execute(entry));
    return this;
  }

  /**
   * Waits for the end, then runs what callbacks have not run yet on this thread.
   *
   * @return the result
   * @throws InterruptedIOException if the thread is interrupted; the job goes on
   * @throws IOException the job's own failure; one that is no {@code IOException} is its cause
   */
  public T await() throws IOException {
    try {
      return ended(get());
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (ExecutionException e) {
      throw ended(failure(e));
    }
  }

  /**
   * Waits for the end for a limited time.
   *
   * @param limit how long at most
   * @return the result
   * @throws java.net.SocketTimeoutException if the time was up; the job goes on
   * @throws IOException as {@link #await()}
   */
  public T await(Duration limit) throws IOException {
    try {
      return ended(get(Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (ExecutionException e) {
      throw ended(failure(e));
    } catch (TimeoutException e) {
      throw new java.net.SocketTimeoutException(source + ": not done within " + limit);
    }
  }

  private <R extends @Nullable Object> R ended(R answer) {
    for (Callback<T> left = callbacks.poll(); left != null; left = callbacks.poll()) {
      left.run();
    }
    return answer;
  }

  private InterruptedIOException interrupted() {
    return new InterruptedIOException(source + ": interrupted while waiting; the job goes on");
  }

  private static IOException failure(ExecutionException e) {
    Throwable cause = e.getCause();
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof IOException io) {
      return io;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IOException(cause == null ? e.getMessage() : cause.getMessage(), cause);
  }

  /** One callback; whoever claims it first runs it. */
  private record Callback<T extends @Nullable Object>(
      QioTask<T> task, Consumer<? super QioTask<T>> callback, AtomicBoolean claimed)
      implements Runnable {

    @Override
    public void run() {
      if (claimed.compareAndSet(false, true)) {
        task.callbacks.remove(this);
        callback.accept(task);
      }
    }
  }
}
