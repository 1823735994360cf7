package qio.spi.tls.credential;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Something made from files, and made anew when they have changed. Whoever asks for it looks at the
 * files, once in a while and one at a time; there is no thread and nothing to close. If the new
 * files are of no use, because they are only half written or do not fit together, what there was
 * stays, a warning says why, and the next change is another try.
 *
 * <p>May be asked by any thread. It reads files while it is asked, in the moment after they have
 * changed; who asks meanwhile gets what there was.
 *
 * @param <T> what is made
 */
public final class Fresh<T> {

  private static final System.Logger LOG = System.getLogger(Fresh.class.getName());

  /**
   * Makes it.
   *
   * @param <T> what is made
   */
  @FunctionalInterface
  public interface Recipe<T> {
    /**
     * Reads the files.
     *
     * @return what they make
     * @throws IOException if they are missing, or not what they should be
     */
    T make() throws IOException;
  }

  private final List<Path> files;
  private final Recipe<T> recipe;
  private final long pauseNanos;
  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();

  private volatile T current; // written under the lock
  private volatile long lookedAt; // written under the lock
  private FileStamps stamps; // guarded by lock
  private boolean settled; // guarded by lock

  /**
   * Makes it for the first time.
   *
   * @param files what it is made from: files, and directories with what is in them
   * @param recipe makes it
   * @param pause how long the files are not looked at after a look
   * @param clock nanoseconds of {@link System#nanoTime}
   * @throws IOException if that fails
   */
  public Fresh(List<Path> files, Recipe<T> recipe, Duration pause, LongSupplier clock)
      throws IOException {
    this.files = List.copyOf(files);
    this.recipe = recipe;
    this.pauseNanos = pause.toNanos();
    this.clock = clock;
    this.lookedAt = clock.getAsLong();
    this.stamps = FileStamps.of(files);
    this.settled = stamps.isSettled(Instant.now());
    this.current = recipe.make();
  }

  /**
   * What the files make.
   *
   * @return the newest that could be made
   */
  public T current() {
    if (clock.getAsLong() - lookedAt >= pauseNanos && lock.tryLock()) {
      try {
        look();
      } finally {
        lock.unlock();
      }
    }
    return current;
  }

  private void look() {
    long now = clock.getAsLong();
    if (now - lookedAt < pauseNanos) {
      return; // another thread has just looked
    }
    FileStamps seen = FileStamps.of(files);
    boolean same = seen.equals(stamps);
    if (!same || !settled) {
      settled = seen.isSettled(Instant.now());
      stamps = seen;
      makeAnew(same);
    }
    lookedAt = now;
  }

  /** Stamps are taken before the files are read: what changes meanwhile is another change. */
  private void makeAnew(boolean sameStamps) {
    try {
      current = recipe.make();
      LOG.log(
          sameStamps ? System.Logger.Level.DEBUG : System.Logger.Level.INFO,
          "read anew, since they have changed: {0}",
          files);
    } catch (IOException | RuntimeException e) {
      if (!sameStamps) {
        LOG.log(
            System.Logger.Level.WARNING,
            "files have changed and are of no use, so that new connections go on with what there"
                + " was before: {0}",
            e.getMessage());
      }
      LOG.log(System.Logger.Level.DEBUG, "of no use", e);
    }
  }
}
