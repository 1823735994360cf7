package qio.cli;

import java.time.Duration;

/** How a command that would run for ever learns that it is to end. */
interface StopRequests {

  /** Nobody asks, except by interrupting the command's thread: a command inside another program. */
  StopRequests NONE = (stop, limit) -> () -> {};

  /** Undoes {@link #whenAsked}. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Says what to do when the process is asked to end.
   *
   * @param stop begins to end the command, and does not wait
   * @param limit how long the command may take from then on
   * @return closed when the command has ended by itself
   */
  Registration whenAsked(Runnable stop, Duration limit);
}
