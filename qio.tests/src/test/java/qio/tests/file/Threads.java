package qio.tests.file;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Threads of both kinds, watched from outside. */
enum Threads {
  PLATFORM,
  VIRTUAL;

  /** A job on a thread of its own. */
  static final class Running<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    private Running(FutureTask<T> task, Thread thread) {
      this.task = task;
      this.thread = thread;
    }

    Thread thread() {
      return thread;
    }

    /** What the job answered, or its exception as the cause of an ExecutionException. */
    T result() throws Exception {
      return task.get(20, TimeUnit.SECONDS);
    }

    /** What the job failed with. */
    Throwable failure() throws Exception {
      try {
        throw new AssertionError("did not fail but answered " + result());
      } catch (java.util.concurrent.ExecutionException e) {
        return e.getCause();
      }
    }

    /**
     * Waits until the thread sleeps in the channel: in poll (native, runnable to Java) or parked.
     */
    void awaitAsleep(String method) throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!isIn(method)) {
        if (System.nanoTime() > deadline || !thread.isAlive()) {
          throw new AssertionError(thread + " is not in " + method);
        }
        Thread.onSpinWait();
      }
    }

    private boolean isIn(String method) {
      for (StackTraceElement frame : thread.getStackTrace()) {
        if (frame.getMethodName().equals(method)) {
          return true;
        }
      }
      return false;
    }
  }

  <T> Running<T> run(Callable<T> job) {
    var task = new FutureTask<>(job);
    Thread thread =
        this == VIRTUAL ? Thread.ofVirtual().start(task) : Thread.ofPlatform().start(task);
    return new Running<>(task, thread);
  }
}
