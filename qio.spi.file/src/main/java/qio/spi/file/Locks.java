package qio.spi.file;

import java.io.IOException;
import java.util.Optional;
import qio.api.channel.FileLockedException;

/** Gets the lock that a file is to be opened with. */
final class Locks {

  /** How an engine locks. */
  interface Locking {

    /** Tries it; false if somebody else's lock is in the way. */
    boolean tryLock() throws IOException;

    /** Who has that lock. */
    String holder() throws IOException;
  }

  private Locks() {}

  /**
   * Locks, and tries again until the time is up.
   *
   * @throws FileLockedException if somebody else has a lock that long
   * @throws java.io.InterruptedIOException if the thread is interrupted meanwhile
   */
  static void acquire(OpenRequest request, Locking file) throws IOException {
    var pauses =
        new Pauses(
            request.address() + ": interrupted while waiting for the lock of this file",
            Optional.of(request.lock().patience()));
    try {
      while (!file.tryLock()) {
        if (!pauses.sleep()) {
          throw locked(request, file.holder());
        }
      }
    } catch (FileLockedException | java.io.InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw FileTrouble.explain(request.address(), "cannot be locked", e);
    }
  }

  private static FileLockedException locked(OpenRequest request, String holder) {
    LockRequest lock = request.lock();
    String tried = lock.patience().isZero() ? "" : " (tried for " + lock.patience() + ")";
    return new FileLockedException(
        request.address(),
        holder
            + " has a lock that is in the way of lock="
            + (lock.isShared() ? "shared" : "exclusive")
            + tried
            + "; wait for its end, with lock-timeout for instance");
  }
}
