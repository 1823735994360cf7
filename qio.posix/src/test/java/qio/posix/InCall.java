package qio.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A platform thread that waits inside a system call. */
final class InCall<T> {

  private static final Set<String> CALLS =
      Set.of("recv", "recvmsgInto", "send", "accept4", "epollPwait2", "epollWait");

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final FutureTask<T> task;
  private final Thread thread;

  InCall(Callable<T> job) {
    task = new FutureTask<>(job);
    thread = Thread.ofPlatform().daemon().name("in call " + COUNT.incrementAndGet()).start(task);
  }

  Thread thread() {
    return thread;
  }

  boolean isDone() {
    return task.isDone();
  }

  /** Until it is in the system call, or about to enter it. */
  InCall<T> awaitInside() {
    Eventually.until(
        () ->
            Stream.of(thread.getStackTrace())
                .anyMatch(frame -> CALLS.contains(frame.getMethodName())));
    return this;
  }

  /** Until it sleeps in the system call, as far as the operating system is asked. */
  InCall<T> awaitAsleep() {
    awaitInside();
    Eventually.until(this::isAsleep);
    return this;
  }

  private boolean isAsleep() {
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      return threads.anyMatch(
          task -> {
            String stat = read(task.resolve("stat"));
            return stat.contains("(" + thread.getName() + ") S");
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return ""; // the thread has ended
    }
  }

  T result() throws Exception {
    try {
      return task.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
