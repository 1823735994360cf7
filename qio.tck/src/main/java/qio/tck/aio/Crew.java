package qio.tck.aio;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The other threads of a test. Whatever they throw fails the test; nothing is waited for forever.
 */
final class Crew implements AutoCloseable {

  /** How long anything in these tests may take; far more than it should on the slowest machine. */
  static final long LIMIT_SECONDS = 20;

  /** Something that a member does. */
  interface Work {
    void run() throws Exception;
  }

  private final ExecutorService threads;
  private final List<Future<?>> tasks = new ArrayList<>(); // confined to the test's thread

  private Crew(ExecutorService threads) {
    this.threads = threads;
  }

  static Crew ofPlatformThreads() {
    return new Crew(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
  }

  static Crew ofVirtualThreads() {
    return new Crew(Executors.newVirtualThreadPerTaskExecutor());
  }

  /** Has a member do some work; {@link #joinAll} waits for it and throws what it threw. */
  void go(Work work) {
    tasks.add(send(work));
  }

  /** Has a member do some work that the caller waits for with {@link #join}. */
  Future<?> send(Work work) {
    return threads.submit(
        () -> {
          work.run();
          return true;
        });
  }

  /** Waits for one member. */
  static void join(Future<?> task) throws Exception {
    try {
      task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException stuck) {
      throw new AssertionError("still running after " + LIMIT_SECONDS + " s", stuck);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Error error) {
        throw error;
      }
      throw failed;
    }
  }

  /** Waits until something holds that no one signals. */
  static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited in vain until " + what);
      }
      LockSupport.parkNanos(100_000);
    }
  }

  /** Waits for all members. */
  void joinAll() throws Exception {
    for (Future<?> task : tasks) {
      join(task);
    }
  }

  @Override
  public void close() throws Exception {
    try {
      joinAll();
    } finally {
      threads.shutdownNow();
    }
  }
}
