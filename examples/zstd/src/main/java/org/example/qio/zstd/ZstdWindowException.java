package org.example.qio.zstd;

import java.io.IOException;

/**
 * A frame of the peer's asks for more memory than the option {@code window} allows. None of it was
 * taken, and nothing more can be read from that channel.
 */
public final class ZstdWindowException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What it asks for, in bytes. */
  private final long wanted;

  /**
   * Makes one.
   *
   * @param address where
   * @param wanted what the frame asks for, in bytes
   * @param limit what is allowed, in bytes
   */
  ZstdWindowException(String address, long wanted, long limit) {
    super(
        address
            + ": a zstd frame asks for a window of "
            + wanted
            + " bytes and the limit is "
            + limit
            + "; a larger window=… allows it");
    this.wanted = wanted;
  }

  /** Tells an earlier failure again. */
  ZstdWindowException(ZstdWindowException first) {
    super(first.getMessage(), first);
    this.wanted = first.wanted;
  }

  /**
   * How much memory would do.
   *
   * @return what the frame asks for, in bytes
   */
  public long wanted() {
    return wanted;
  }
}
