package qio.api.aio;

/**
 * Told by a {@link Poller}, on the thread that polls, that its {@link Pollable} is ready.
 * Implementations are quick and never block; an exception of theirs is reported by the loop and
 * does not stop it.
 */
@FunctionalInterface
public interface ReadinessListener {

  /**
   * Called once in each poll that finds the pollable ready.
   *
   * @param ready bits of {@link Readiness}: what was asked for and is ready, and {@link
   *     Readiness#ERROR} and {@link Readiness#HANG_UP} even if they were not asked for
   */
  void ready(int ready);

  /**
   * Called once, in place of any later {@link #ready}, when the loop on which this listener waits
   * is closed, so that nobody waits for a loop that is gone. Does nothing by default.
   */
  default void loopClosed() {}
}
