package qio.api.aio;

import java.io.IOException;

/**
 * Waits for many {@link Pollable}s at once, level-triggered. One thread at a time polls, not always
 * the same one; every other method may be called from any thread, during a poll too.
 *
 * <p>A poll is never nested in another: the loop's listeners only note what they are told, and the
 * loop calls its handlers when the poll has returned.
 */
public interface Poller extends AutoCloseable {

  /**
   * Whether this poller can wait on such a pollable.
   *
   * @param pollable what somebody wants to wait on
   * @return true if {@link #register} would accept it
   */
  boolean accepts(Pollable pollable);

  /**
   * Starts to wait on a pollable.
   *
   * @param pollable one that this poller {@linkplain #accepts accepts} and that has no live key
   *     here
   * @param interest bits of {@link Readiness}
   * @param listener told of readiness by the thread that polls
   * @return the registration
   * @throws IOException if the operating system refuses, for a regular file for instance
   * @throws IllegalArgumentException if the pollable is not accepted or is registered already
   */
  PollKey register(Pollable pollable, int interest, ReadinessListener listener) throws IOException;

  /**
   * Waits until something is ready, the time is up or {@link #wakeup} was called, then tells each
   * ready key's listener once. Allocates nothing.
   *
   * @param timeoutNanos how long to wait in nanoseconds: 0 looks without waiting, a negative one
   *     waits without limit
   * @return how many keys were ready
   * @throws IOException if waiting itself fails; the poller is then of no more use
   */
  int poll(long timeoutNanos) throws IOException;

  /**
   * Makes the poll under way, or the next one if there is none, return at once. Many calls count as
   * one. May be called while the poller is being closed, and afterwards: then it does nothing (and
   * touches no descriptor whose number the system may have given to somebody else).
   */
  void wakeup();

  /**
   * Closes the poller and forgets its keys: what is done to those afterwards has no effect. Nobody
   * may be polling. Closing again does nothing.
   */
  @Override
  void close();
}
