package qio.api.channel;

/** How a single read differs from a plain one. (The header's {@code QIO_CHANNEL_READ_FLAG_…}.) */
public enum ReadFlag {
  /** Leaves the bytes where they are; needs {@link ChannelFeature#READ_MSG_PEEK}. */
  MSG_PEEK,
  /**
   * Takes a connection that ended without the layer's own farewell (TLS: {@code close_notify}) for
   * a clean end.
   */
  RELAXED_EOF,
  /**
   * Leaves the {@code O_NONBLOCK} flag of received descriptors as their sender had it. Here that is
   * so with and without this flag, since the sender still shares it; it stands for programs that
   * want to say so.
   */
  FD_PRESERVE_BLOCKING
}
