package qio.spi.memory;

import qio.api.channel.QioChannel;

/**
 * Channels in memory without an address, for hosts and tests that hold both ends themselves. May be
 * called from any thread.
 */
public final class MemoryChannels {

  /** How many bytes each direction of a pair holds if nobody says otherwise: 64 KiB. */
  public static final int DEFAULT_WINDOW = 64 * 1024;

  /** To how many bytes a buffer may grow if nobody says otherwise: 64 MiB. */
  public static final int DEFAULT_LIMIT = 64 * 1024 * 1024;

  private MemoryChannels() {}

  /**
   * Makes two connected channels with windows of {@link #DEFAULT_WINDOW}.
   *
   * @return both ends, in blocking mode, owned by the caller
   */
  public static MemoryPair pair() {
    return pair(DEFAULT_WINDOW);
  }

  /**
   * Makes two connected channels. The memory of both windows is taken at once.
   *
   * @param window how many bytes each direction holds before a write would block, at least 1
   * @return both ends, in blocking mode, owned by the caller
   * @throws IllegalArgumentException if the window holds no byte
   */
  public static MemoryPair pair(int window) {
    if (window < 1) {
      throw new IllegalArgumentException("a window holds at least 1 byte, not " + window);
    }
    return MemoryPair.unnamed(window);
  }

  /**
   * Makes an empty buffer with a position that may grow to {@link #DEFAULT_LIMIT}.
   *
   * @return the buffer, owned by the caller
   */
  public static QioChannel buffer() {
    return buffer(DEFAULT_LIMIT);
  }

  /**
   * Makes an empty buffer with a position: a file in memory. Memory is taken as it is written. A
   * write beyond the limit takes what fits; where nothing fits it fails.
   *
   * @param limit to how many bytes it may grow, not negative
   * @return the buffer, owned by the caller
   * @throws IllegalArgumentException if the limit is negative
   */
  public static QioChannel buffer(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("a limit is not negative, but this one is " + limit);
    }
    return new MemoryBuffer(limit);
  }

  /**
   * Makes a channel that takes everything and gives nothing.
   *
   * @return the channel, owned by the caller
   */
  public static QioChannel nothing() {
    return new NullChannel();
  }
}
