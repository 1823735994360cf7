package qio.tck;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.extension.ExtendWith;
import qio.api.channel.MessageChannel;

/** A kind of channel that carries messages. */
@DisplayNameGeneration(RuleNames.class)
@ExtendWith({RuleFailures.class, ConformanceRecorder.class})
public interface MessageSubject {

  /**
   * Opens a fresh channel with an address of its own that takes messages from everybody.
   *
   * @return the channel, which the test closes
   * @throws Exception if that cannot be done
   */
  MessageChannel openBound() throws Exception;

  /**
   * Opens a channel with an address of its own that is connected.
   *
   * @param address the local address of a channel that {@link #openBound} has opened
   * @return the channel, which the test closes
   * @throws Exception if that cannot be done
   */
  MessageChannel connectTo(String address) throws Exception;
}
