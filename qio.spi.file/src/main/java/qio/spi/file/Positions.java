package qio.spi.file;

import org.jspecify.annotations.Nullable;
import qio.api.channel.SeekOrigin;

/** What both engines say about positions. */
final class Positions {

  private Positions() {}

  /** A seek to before the beginning, or to beyond what a file can have. */
  static IllegalArgumentException outside(
      String address, long offset, SeekOrigin origin, @Nullable Throwable cause) {
    String from =
        switch (origin) {
          case SET -> "the beginning";
          case CURRENT -> "the current position";
          case END -> "the end";
          case DATA, HOLE -> "the beginning";
        };
    return new IllegalArgumentException(
        address
            + ": cannot seek by "
            + offset
            + " from "
            + from
            + " ("
            + origin
            + "): that is no position in this file; positions begin at 0",
        cause);
  }
}
