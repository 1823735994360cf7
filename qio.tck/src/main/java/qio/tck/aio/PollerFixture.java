package qio.tck.aio;

import java.io.IOException;
import qio.api.aio.PollerProvider;

/** What the contract of pollers needs to know of the one under test. */
public interface PollerFixture {

  /**
   * The kind of poller under test.
   *
   * @return its provider
   */
  PollerProvider provider();

  /**
   * Opens two connected pollables that the poller accepts, both non-blocking: a pipe for instance.
   *
   * @return the pair, to be closed by the caller
   * @throws IOException if the system has no more to give
   */
  ConnectedPair openPair() throws IOException;

  /**
   * Whether a turn that does not wait is sure to see what is ready. Not so if another thread has to
   * notice it first; the contract then leaves out what counts on it.
   *
   * @return true, unless overridden
   */
  default boolean isPrompt() {
    return true;
  }
}
