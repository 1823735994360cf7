package qio.tests.socket;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assertions;

/** The kinds of threads that use channels. */
enum Crew {
  PLATFORM,
  VIRTUAL;

  <T> Hand<T> start(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.Builder builder = this == VIRTUAL ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    return new Hand<>(builder.name("hand").start(task), task);
  }

  /** A thread at work, and what comes of it. */
  record Hand<T>(Thread thread, FutureTask<T> task) {

    private static final long LIMIT_SECONDS = 20;

    /** The methods of a provider in which a thread may sleep. */
    private static final Set<String> SLEEPS =
        Set.of("ioAwait", "ioReadvWaiting", "ioWritevWaiting", "ioAcceptWaiting");

    T get() throws Exception {
      try {
        return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
          throw cause;
        }
        throw e;
      } catch (TimeoutException e) {
        throw new AssertionError("hangs: " + Arrays.toString(thread.getStackTrace()), e);
      }
    }

    /** What the work failed with. */
    <X extends Throwable> X failure(Class<X> type) {
      return Assertions.assertThrows(type, this::get);
    }

    /** Waits until the thread sleeps in a channel. */
    Hand<T> asleep() {
      Eventually.holds(
          "the thread sleeps in a channel",
          () ->
              Arrays.stream(thread.getStackTrace())
                  .map(StackTraceElement::getMethodName)
                  .anyMatch(SLEEPS::contains));
      return this;
    }
  }
}
