package qio.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The end of this process, by itself or by SIGTERM, SIGINT or SIGHUP.
 *
 * <p>A JVM that a signal ends runs its shutdown hooks and then exits with 128 + the signal's
 * number, whatever the hooks have done. A relay that has drained has done what it was asked to, so
 * the hook here waits for the command to end in its own time and then halts the JVM with the
 * command's exit code. (The other way, {@code sun.misc.Signal}, is not part of Java SE.)
 */
final class ProcessEnd implements StopRequests {

  private final CompletableFuture<Integer> code = new CompletableFuture<>();

  @Override
  public Registration whenAsked(Runnable stop, Duration limit) {
    Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> end(stop, limit));
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> remove(hook);
  }

  private static void remove(Thread hook) {
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook will see to it.
    }
  }

  private void end(Runnable stop, Duration limit) {
    int status = ExitCode.IO.number();
    try {
      stop.run();
      status = code.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      // It did not end in time: that is the status. A process asked to end has to end.
    } finally {
      Runtime.getRuntime().halt(status);
    }
  }

  /**
   * Ends the process; if a signal is ending it already, tells the hook the code and never returns.
   */
  void exit(int status) {
    code.complete(status);
    System.exit(status);
  }
}
