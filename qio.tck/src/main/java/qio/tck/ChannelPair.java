package qio.tck;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import qio.api.channel.QioChannel;

/**
 * Two channels: what is written to the first can be read from the second.
 *
 * @param writer writes
 * @param reader reads
 * @param twoWay whether the reader can write and the writer read as well; not so in a pipe
 */
public record ChannelPair(QioChannel writer, QioChannel reader, boolean twoWay)
    implements AutoCloseable {

  /**
   * A pair whose ends both read and write.
   *
   * @param one one end
   * @param other the other end
   * @return the pair, which owns them
   */
  public static ChannelPair twoWay(QioChannel one, QioChannel other) {
    return new ChannelPair(one, other, true);
  }

  /**
   * A pair in which bytes go one way only.
   *
   * @param writer writes
   * @param reader reads
   * @return the pair, which owns them
   */
  public static ChannelPair oneWay(QioChannel writer, QioChannel reader) {
    return new ChannelPair(writer, reader, false);
  }

  /** Skips the test on a pair in which bytes go one way only. */
  void assumeTwoWay() {
    Assumptions.assumeTrue(twoWay, () -> "bytes go one way only: " + writer + " to " + reader);
  }

  /** Closes both ends, where a test has left bytes behind that nobody will read. */
  void closeWhateverIsLost() {
    for (QioChannel end : List.of(writer, reader)) {
      closeWhateverIsLost(end);
    }
  }

  /** Closes a channel that may say, and rightly, that bytes are lost; closed it is all the same. */
  static void closeWhateverIsLost(QioChannel channel) {
    try {
      channel.close();
    } catch (IOException lost) {
      // a layer that holds bytes back cannot send them to an end that does not read
    }
    assertFalse(channel.isOpen());
  }

  /**
   * Closes both ends.
   *
   * @throws IOException if closing one failed; both are closed all the same
   */
  @Override
  public void close() throws IOException {
    try (reader) {
      writer.close();
    }
  }
}
