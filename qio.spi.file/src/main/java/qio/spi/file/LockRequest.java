package qio.spi.file;

import java.time.Duration;

/**
 * The lock that a file is opened with.
 *
 * @param mode which one
 * @param patience how long it is tried
 */
record LockRequest(LockMode mode, Duration patience) {

  boolean isWanted() {
    return mode != LockMode.NONE;
  }

  boolean isShared() {
    return mode == LockMode.SHARED;
  }
}
