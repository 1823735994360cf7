package qio.tck;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.extension.ExtendWith;
import qio.api.channel.QioChannel;

/** A kind of channel with a position. */
@DisplayNameGeneration(RuleNames.class)
@ExtendWith({RuleFailures.class, ConformanceRecorder.class})
public interface SeekableSubject {

  /**
   * Opens a fresh channel with a position, empty, for reading and writing.
   *
   * @return the channel, which the test closes
   * @throws Exception if that cannot be done
   */
  QioChannel openSeekable() throws Exception;
}
