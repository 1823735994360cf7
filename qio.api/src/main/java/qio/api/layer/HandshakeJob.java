package qio.api.layer;

import java.io.IOException;

/**
 * What a handshake consists of. It runs on a virtual thread of its own, in any mode of the channel,
 * so it may wait for the channel below; both methods are called on that thread, each at most once,
 * and the job is let go when they are over.
 */
public interface HandshakeJob {

  /**
   * Runs until data can flow. An interrupt calls it off.
   *
   * @param deadline when it has to be done, as a value of {@link System#nanoTime}
   * @throws IOException if the two sides do not agree, the time is up, or the channel below fails
   */
  void run(long deadline) throws IOException;

  /**
   * Says why it has failed.
   *
   * @param cause what {@link #run} has thrown
   * @return what each call on the channel fails with from now on
   */
  LayerFailure diagnose(Throwable cause);
}
