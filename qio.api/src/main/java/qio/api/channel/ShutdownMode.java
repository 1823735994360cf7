package qio.api.channel;

/** Which direction {@link QioChannel#shutdown} ends. (The header's {@code QIOChannelShutdown}.) */
public enum ShutdownMode {
  /** No more reading: reads find the end of the stream ({@code SHUTDOWN_READ}, 1). */
  READ,
  /**
   * No more writing: the peer finds the end of the stream after the last byte ({@code
   * SHUTDOWN_WRITE}, 2).
   */
  WRITE,
  /** Both ({@code SHUTDOWN_BOTH}, 3). */
  BOTH;

  /**
   * Whether this mode ends reading.
   *
   * @return true for READ and BOTH
   */
  public boolean endsReading() {
    return this != WRITE;
  }

  /**
   * Whether this mode ends writing.
   *
   * @return true for WRITE and BOTH
   */
  public boolean endsWriting() {
    return this != READ;
  }
}
