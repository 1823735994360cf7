package qio.api.aio;

import java.io.IOException;

/**
 * One registration of a {@link Pollable} with a {@link Poller}. Its methods may be called from any
 * thread, also after the poller was closed: then they do nothing.
 */
public interface PollKey {

  /**
   * Replaces the interest. It holds for the next poll and for one that is under way, which is woken
   * where that is needed. {@link Readiness#NONE} silences the key, except that errors and hang-ups
   * may still be told.
   *
   * @param interest bits of {@link Readiness}
   * @throws IOException if the operating system refuses. It must refuse if the descriptor was
   *     closed meanwhile, even if its number has been given away again and even if the interest is
   *     the one that holds already: that is how a loop learns that a registration is stale
   */
  void interest(int interest) throws IOException;

  /**
   * Ends the registration. No poll that starts afterwards tells its listener. Cancelling again does
   * nothing; so does cancelling after the descriptor was closed.
   */
  void cancel();
}
