package qio.spi.tls;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import qio.spi.tls.credential.Fresh.Recipe;

/**
 * A new context after a time, so that no session outlives it: the JDK's server does not look at the
 * age of the tickets that clients bring back, and would take them as long as it has the key. With
 * no time at all each engine has a context of its own, and no session that it could resume.
 *
 * <p>May be asked by any thread.
 */
final class ContextRotation implements Supplier<SSLContext> {

  private final Recipe<SSLContext> recipe;
  private final long lifeNanos;
  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();

  private SSLContext current; // guarded by lock
  private long since; // guarded by lock

  /**
   * Makes the first one.
   *
   * @param recipe makes a context, of what was read and checked already
   * @param life how long each is handed out
   * @param clock nanoseconds of {@link System#nanoTime}
   * @throws IOException if that fails
   */
  ContextRotation(Recipe<SSLContext> recipe, Duration life, LongSupplier clock) throws IOException {
    this.recipe = recipe;
    this.lifeNanos = life.toNanos();
    this.clock = clock;
    this.since = clock.getAsLong();
    this.current = recipe.make();
  }

  @Override
  public SSLContext get() {
    lock.lock();
    try {
      long now = clock.getAsLong();
      if (now - since >= lifeNanos) {
        current = recipe.make();
        since = now;
      }
      return current;
    } catch (IOException e) {
      throw new IllegalStateException("a context of TLS that could be made before cannot now", e);
    } finally {
      lock.unlock();
    }
  }
}
