package qio.tck;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.extension.ExtendWith;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/** A kind of listener, and how to connect to it. */
@DisplayNameGeneration(RuleNames.class)
@ExtendWith({RuleFailures.class, ConformanceRecorder.class})
public interface ListenerSubject {

  /**
   * Opens a fresh listener on an address that nobody else uses.
   *
   * @return the listener, which the test closes
   * @throws Exception if that cannot be done
   */
  QioListener openListener() throws Exception;

  /**
   * Connects to a listener, waiting until the connection is there. That it was accepted is not
   * waited for.
   *
   * @param address the listener's {@link QioListener#localAddress}
   * @return the channel, which the test closes
   * @throws Exception if that cannot be done
   */
  QioChannel connectTo(String address) throws Exception;
}
