package qio.spi.process;

/**
 * How a child has ended.
 *
 * @param status what it gave to {@code exit}, 0 to 255; 128 and the signal's number if a signal has
 *     ended it, as a shell tells it. The JDK reaps the child and tells no more, so a child that
 *     itself exits with 137 looks like one that was killed.
 */
public record ChildExit(int status) {

  private static final int SIGNALLED = 128;

  /** The greatest number of a signal on Linux. */
  private static final int LAST_SIGNAL = 64;

  /**
   * Whether the child says that all went well.
   *
   * @return true if the status is 0
   */
  public boolean isSuccess() {
    return status == 0;
  }

  /** In words: {@code ended with status 3}, {@code ended with status 137, as after signal 9}. */
  @Override
  public String toString() {
    boolean signal = status > SIGNALLED && status <= SIGNALLED + LAST_SIGNAL;
    return signal
        ? "ended with status " + status + ", as after signal " + (status - SIGNALLED)
        : "ended with status " + status;
  }
}
