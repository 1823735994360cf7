package qio.spi.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;

/**
 * What an open file or stream may be used for, and how that came about, so that a refusal can say
 * what would help.
 *
 * @param reads whether it can be read
 * @param writes whether it can be written
 * @param appends whether every write goes to the end, whatever its position
 * @param origin why that is so, in words that can follow a colon
 * @param hasMode whether another option {@code mode} would help
 */
record Access(boolean reads, boolean writes, boolean appends, String origin, boolean hasMode) {

  /** Of a file opened by its address. */
  static Access of(OpenMode mode) {
    return new Access(
        mode.reads(),
        mode.writes(),
        mode == OpenMode.APPEND,
        "it was opened with mode=" + mode.text(),
        true);
  }

  /** Of something that came open already. */
  static Access given(boolean reads, boolean writes, boolean appends, String origin) {
    return new Access(reads, writes, appends, origin, false);
  }

  void requireRead(String address) throws IOException {
    if (!reads) {
      throw readRefusal(address);
    }
  }

  IOException readRefusal(String address) {
    return refusal(address, "it cannot be read", "mode=r and mode=rw read");
  }

  void requireWrite(String address) throws IOException {
    if (!writes) {
      throw writeRefusal(address);
    }
  }

  IOException writeRefusal(String address) {
    return refusal(address, "it cannot be written", "mode=rw, mode=w and mode=append write");
  }

  void requireWriteAt(String address) throws IOException {
    requireWrite(address);
    if (appends) {
      throw refusal(
          address,
          "it cannot be written at a position, since every write goes to its end",
          "mode=rw and mode=w write at positions");
    }
  }

  private IOException refusal(String address, String what, String remedy) {
    String advice = hasMode ? "; " + remedy : "";
    return new AccessDeniedException(address, null, what + ": " + origin + advice);
  }
}
