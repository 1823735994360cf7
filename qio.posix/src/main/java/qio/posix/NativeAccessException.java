package qio.posix;

/**
 * Thrown by every call of this package where native access cannot be had. The message says why, and
 * which flag unlocks it.
 */
public final class NativeAccessException extends UnsupportedOperationException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param reason what {@link NativeAccess#unavailableBecause()} answers
   */
  NativeAccessException(String reason) {
    super(reason);
  }
}
