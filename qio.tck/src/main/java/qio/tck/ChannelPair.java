package qio.tck;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
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

  /**
   * Closes both ends, where a test has left bytes behind that nobody will read. At the same time: a
   * layer whose close says farewell waits for the other end's, and for room to send its own, so one
   * after the other would wait for as long as the layer's limit allows.
   *
   * @param setting on which kind of thread
   * @throws Exception if one of them does not close in time
   */
  void closeWhateverIsLost(Setting setting) throws Exception {
    Job<Void> other = startClosing(setting, reader);
    try {
      closeWhateverIsLost(writer);
    } finally {
      other.await();
    }
  }

  /**
   * Closes one end while the test goes on, and the other one after that: a layer may wait until it
   * has heard the other's farewell.
   *
   * @param setting on which kind of thread
   * @param one the end; it is closed, though perhaps not done with it, when the test goes on
   * @param meanwhile the rest of the test
   * @throws Exception what the rest or the close has thrown
   */
  void closing(Setting setting, QioChannel one, Job.Body meanwhile) throws Exception {
    Job<Void> close =
        setting.start(
            () -> {
              one.close();
              return null;
            });
    Patience.await(() -> "close has not begun: " + one, () -> !one.isOpen());
    meanwhile.run();
    closeWhateverIsLost(one == writer ? reader : writer);
    close.await();
  }

  /** Closes a channel beside the caller, which may close the other end meanwhile. */
  static Job<Void> startClosing(Setting setting, QioChannel channel) {
    return setting.start(
        () -> {
          closeWhateverIsLost(channel);
          return null;
        });
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
