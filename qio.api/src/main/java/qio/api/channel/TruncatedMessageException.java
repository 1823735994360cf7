package qio.api.channel;

import java.io.IOException;

/**
 * A message was larger than the buffers of a plain read. What fitted is in the buffers, the rest is
 * lost; the channel is usable and the next read gives the next message.
 */
public final class TruncatedMessageException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The size of the whole message. */
  private final long size;

  /** How much of it the buffers took. */
  private final long room;

  /**
   * Reports a message that was cut.
   *
   * @param address the channel
   * @param size the size of the whole message in bytes
   * @param room how many bytes the buffers had room for
   */
  public TruncatedMessageException(String address, long size, long room) {
    super(
        address
            + ": a message of "
            + size
            + " bytes was cut to the "
            + room
            + " for which there was room; give larger buffers, or receive with an envelope, which"
            + " tells instead of failing");
    this.size = size;
    this.room = room;
  }

  /**
   * The size of the whole message.
   *
   * @return bytes
   */
  public long size() {
    return size;
  }

  /**
   * How much of the message is in the buffers.
   *
   * @return bytes
   */
  public long room() {
    return room;
  }
}
