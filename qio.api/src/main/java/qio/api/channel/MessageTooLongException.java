package qio.api.channel;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * A message is larger than the transport takes in one piece. Nothing was sent; the channel is
 * usable.
 */
public final class MessageTooLongException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The size of the message. */
  private final long size;

  /** The largest one that can be sent; negative if that is not known. */
  private final long limit;

  /**
   * Reports a message that is too long.
   *
   * @param address where it was to go
   * @param size its size in bytes
   * @param limit the largest size that can be sent, in bytes; negative if that cannot be known
   * @param advice what to try
   */
  public MessageTooLongException(String address, long size, long limit, String advice) {
    super(
        address
            + ": a message of "
            + size
            + " bytes is too long"
            + (limit < 0 ? "" : ", the limit is " + limit)
            + "; nothing was sent; "
            + advice);
    this.size = size;
    this.limit = limit;
  }

  /**
   * The size of the message.
   *
   * @return bytes
   */
  public long size() {
    return size;
  }

  /**
   * The largest message that could have been sent.
   *
   * @return bytes, or empty if the system does not tell
   */
  public OptionalLong limit() {
    return limit < 0 ? OptionalLong.empty() : OptionalLong.of(limit);
  }
}
