package qio.cli.cat;

import java.util.Map;
import qio.api.QioAddress;
import qio.api.channel.ChannelFeature;
import qio.api.channel.QioChannel;

/** Which way bytes go between the standard streams and an address. */
public enum Direction {
  /** From the address to standard output; standard input is not touched. */
  OUT,
  /** From standard input to the address; nothing is read from there. */
  IN,
  /** Both at the same time. */
  BOTH;

  /**
   * Finds the direction: files and standard streams go the way they are opened for; what has a
   * position is read only, for a reader and a writer that move one position make no sense, and so
   * is what takes messages from everybody and has nobody to send to; all else goes both ways.
   *
   * @param address the address
   * @param channel what it was opened as
   * @return the direction
   */
  public static Direction of(QioAddress address, QioChannel channel) {
    boolean bare = address.layers().isEmpty();
    boolean nobodyToSendTo =
        channel.hasFeature(ChannelFeature.MESSAGES) && channel.remoteAddress().isEmpty();
    Direction whole = channel.hasFeature(ChannelFeature.SEEKABLE) || nobodyToSendTo ? OUT : BOTH;
    return switch (bare ? address.endpoint().scheme() : "") {
      case "file" -> ofFile(address.parameters(), whole);
      case "stdio" -> ofStream(address.endpoint().target());
      default -> whole;
    };
  }

  private static Direction ofFile(Map<String, String> parameters, Direction whole) {
    return switch (parameters.getOrDefault("mode", "r")) {
      case "r" -> OUT;
      case "w", "append" -> IN;
      default -> whole;
    };
  }

  private static Direction ofStream(String target) {
    return switch (target) {
      case "in" -> OUT;
      case "out", "err" -> IN;
      default -> BOTH;
    };
  }

  /**
   * Whether standard input is read.
   *
   * @return true if so
   */
  public boolean readsInput() {
    return this != OUT;
  }

  /**
   * Whether standard output is written.
   *
   * @return true if so
   */
  public boolean writesOutput() {
    return this != IN;
  }
}
