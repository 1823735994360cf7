package qio.tck;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Something that a test does on another thread, and what became of it. A test learns where the
 * thread is from its stack, which tells the truth for threads that wait in the operating system
 * too; and every wait has a limit.
 *
 * @param <T> what the job answers
 */
public final class Job<T> {

  private static final String LIFE = "qio.api.channel.ChannelLife";

  /** So long a job that is not seen to wait gets for coming to its end. */
  private static final long HURRY_NANOS = 50_000_000;

  /** A thread that waits for so long, whenever it is looked at, does not only pass a lock. */
  private static final long HELD_UP_NANOS = 10_000_000;

  private static final int HELD_UP_LOOKS = 20;

  private final FutureTask<T> task;
  private final Thread thread;

  private Job(boolean virtual, Callable<T> work) {
    task = new FutureTask<>(work);
    Thread.Builder kind = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    thread = kind.name("contract-job").unstarted(task);
  }

  static <T> Job<T> start(boolean virtual, Callable<T> work) {
    var job = new Job<>(virtual, work);
    job.thread.start();
    return job;
  }

  /** A piece of a test that answers nothing. */
  @FunctionalInterface
  public interface Body {

    /**
     * Runs.
     *
     * @throws Exception if the test fails
     */
    void run() throws Exception;
  }

  /**
   * Waits for the job's end.
   *
   * @return its answer
   * @throws Exception what it has thrown, or an assertion error if it does not end in time
   */
  public T await() throws Exception {
    try {
      return task.get(Patience.limit().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw rethrown(e);
    } catch (TimeoutException e) {
      return fail("not done within " + Patience.limit() + "; it is at\n" + where());
    }
  }

  private static Exception rethrown(ExecutionException end) {
    if (end.getCause() instanceof Error error) {
      throw error;
    }
    return end.getCause() instanceof Exception failure ? failure : end;
  }

  /**
   * Waits for the job's end, which must be by an exception.
   *
   * @param type what it must throw
   * @param <X> what it must throw
   * @return the exception
   * @throws Exception if the thread is interrupted, or the job does not end in time
   */
  public <X extends Throwable> X awaitFailure(Class<X> type) throws Exception {
    try {
      T answer = task.get(Patience.limit().toNanos(), TimeUnit.NANOSECONDS);
      return fail("answered " + answer + " instead of failing with " + type.getSimpleName());
    } catch (ExecutionException e) {
      return assertInstanceOf(type, e.getCause());
    } catch (TimeoutException e) {
      return fail("did not fail within " + Patience.limit() + "; it is at\n" + where());
    }
  }

  /** Waits until the job's thread sleeps in a channel. */
  public void awaitAsleep() {
    awaitState("sleep in a channel", this::isAsleep);
  }

  /**
   * Whether the job's thread sleeps in a channel now.
   *
   * @return true if it does
   */
  public boolean isAsleep() {
    return isAsleep(thread.getStackTrace());
  }

  private static boolean isAsleep(StackTraceElement[] trace) {
    return Arrays.stream(trace)
        .anyMatch(at -> at.getClassName().equals(LIFE) && at.getMethodName().startsWith("sleep"));
  }

  /** Whether the job's thread sleeps in a channel now, and not for the source of a transfer. */
  boolean isAsleepForASink() {
    StackTraceElement[] trace = thread.getStackTrace();
    return isAsleep(trace)
        && Arrays.stream(trace).noneMatch(at -> at.getMethodName().equals("awaitSource"));
  }

  /**
   * Whether the job has ended.
   *
   * @return true once it has
   */
  public boolean isDone() {
    return task.isDone();
  }

  /** Interrupts the job's thread. */
  public void interrupt() {
    thread.interrupt();
  }

  /**
   * Waits until the job has ended, or has shown that something holds it up: it waits, and goes on
   * waiting. One that is never seen to wait gets some time for showing that it does not.
   */
  void awaitDoneOrHeldUp() {
    long end = System.nanoTime() + HURRY_NANOS;
    int looks = 0;
    long since = 0;
    while (!task.isDone() && System.nanoTime() - end < 0) {
      if (!waits()) {
        looks = 0;
      } else if (looks++ == 0) {
        since = System.nanoTime();
      } else if (looks > HELD_UP_LOOKS && System.nanoTime() - since > HELD_UP_NANOS) {
        return;
      }
      Patience.pause();
    }
  }

  private boolean waits() {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING, BLOCKED -> true;
      default -> false;
    };
  }

  private void awaitState(String state, BooleanSupplier reached) {
    Patience.await(
        () -> "the job did not " + state + "; it is at\n" + where(),
        () -> {
          if (task.isDone()) {
            fail("the job ended before it came to " + state + ": " + outcome());
          }
          return reached.getAsBoolean();
        });
  }

  private String outcome() {
    return task.state() == FutureTask.State.FAILED
        ? task.exceptionNow().toString()
        : String.valueOf(task.resultNow());
  }

  private String where() {
    return Arrays.stream(thread.getStackTrace())
        .map(StackTraceElement::toString)
        .collect(Collectors.joining("\n  ", "  ", ""));
  }
}
