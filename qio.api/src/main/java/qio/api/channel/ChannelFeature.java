package qio.api.channel;

/**
 * What a channel may be able to do beyond reading and writing. Ask with {@link
 * QioChannel#hasFeature} before use: a call that needs an absent feature fails with {@link
 * UnsupportedFeatureException} and moves no data. (The header's {@code QIOChannelFeature}.)
 */
public enum ChannelFeature {
  /** Descriptors can be sent and received with data ({@code FEATURE_FD_PASS}). */
  FD_PASS("descriptor passing"),
  /** One or both directions can be ended alone ({@code FEATURE_SHUTDOWN}). */
  SHUTDOWN("shutdown of one direction"),
  /** It is a listener: it accepts, and neither reads nor writes ({@code FEATURE_LISTEN}). */
  LISTEN("listening"),
  /** {@link WriteFlag#ZERO_COPY} is understood ({@code FEATURE_WRITE_ZERO_COPY}). */
  WRITE_ZERO_COPY("zero-copy writing"),
  /** {@link ReadFlag#MSG_PEEK} is understood ({@code FEATURE_READ_MSG_PEEK}). */
  READ_MSG_PEEK("peeking"),
  /**
   * There is a position that can be moved, and positional reads and writes ({@code
   * FEATURE_SEEKABLE}).
   */
  SEEKABLE("seeking"),
  /** One thread may read while another writes ({@code FEATURE_CONCURRENT_IO}). */
  CONCURRENT_IO("reading and writing at the same time"),
  /**
   * It carries messages and keeps their borders: a read gives one message, a write sends one. No
   * counterpart in the header. A {@link MessageChannel} tells the peer of each as well.
   */
  MESSAGES("message borders");

  private final String words;

  ChannelFeature(String words) {
    this.words = words;
  }

  /** The feature in words, for messages. */
  String words() {
    return words;
  }
}
