package org.example.qio.zstd;

import java.io.IOException;

/** What came is not zstd, or was damaged on its way. Nothing more can be read from that channel. */
public final class ZstdFormatException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message where and what
   * @param cause what the library says, or the first such failure
   */
  ZstdFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
