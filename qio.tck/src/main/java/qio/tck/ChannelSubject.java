package qio.tck;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is under test: the one thing that a provider has to say. */
@DisplayNameGeneration(RuleNames.class)
@ExtendWith({RuleFailures.class, ConformanceRecorder.class})
public interface ChannelSubject {

  /**
   * Opens a fresh pair that can carry data at once: connected, and its handshake done if it has
   * one.
   *
   * @return two channels in blocking mode; the test closes them
   * @throws Exception if that cannot be done
   */
  ChannelPair openPair() throws Exception;
}
