package qio.spi.file;

import java.time.Duration;
import java.util.List;
import qio.api.channel.ChannelOption;
import qio.api.spi.OptionValues;

/** The options of {@code file} addresses. */
final class FileOptions {

  static final ChannelOption<OpenMode> MODE =
      ChannelOption.choice(
          "mode",
          OpenMode.class,
          "r (default) reads; w makes or empties; rw keeps what is there; append writes at the"
              + " end; replace writes a new file that takes the old one's place at close");

  static final ChannelOption<Boolean> CREATE =
      ChannelOption.flag("create", "make the file if it is missing; on for mode w and append");

  static final ChannelOption<Boolean> EXCLUSIVE =
      ChannelOption.flag("exclusive", "make the file, and fail if it exists");

  static final ChannelOption<Boolean> TRUNCATE =
      ChannelOption.flag("truncate", "drop what the file holds; on for mode w");

  static final ChannelOption<String> PERMISSIONS =
      ChannelOption.text(
          "permissions", "octal permissions of a file that is made, before the umask; 0666");

  static final ChannelOption<Duration> CONNECT_TIMEOUT =
      ChannelOption.duration(
          "connect-timeout", "how long a FIFO is waited for until somebody reads it; no limit");

  static final ChannelOption<CommitPoint> COMMIT =
      ChannelOption.choice(
          "commit",
          CommitPoint.class,
          "when a file of mode replace takes its place: at close (default) unless a write failed;"
              + " or at shutdown only, and a close without it leaves the old file");

  static final ChannelOption<SyncMode> SYNC =
      ChannelOption.choice(
          "sync",
          SyncMode.class,
          "what close waits to have on the disk: none, data, or full with metadata and the name"
              + " of a new file; none, and data for mode replace");

  static final ChannelOption<LockMode> LOCK =
      ChannelOption.choice(
          "lock",
          LockMode.class,
          "an advisory lock of the whole file until close: none, shared or exclusive; none");

  static final ChannelOption<Duration> LOCK_TIMEOUT =
      ChannelOption.duration(
          "lock-timeout", "how long a lock is tried that somebody else has in the way; 0s");

  static final ChannelOption<Boolean> RAW =
      ChannelOption.flag(
          "raw", "a terminal gives and takes every byte as it is, until close; of stdio too");

  private static final List<ChannelOption<?>> ALL =
      List.of(
          MODE,
          CREATE,
          EXCLUSIVE,
          TRUNCATE,
          PERMISSIONS,
          COMMIT,
          SYNC,
          LOCK,
          LOCK_TIMEOUT,
          RAW,
          CONNECT_TIMEOUT);

  private FileOptions() {}

  static List<ChannelOption<?>> all() {
    return ALL;
  }

  /** The names of the options that were given. */
  static List<String> given(OptionValues values) {
    return ALL.stream()
        .filter(option -> values.get(option).isPresent())
        .map(ChannelOption::name)
        .toList();
  }
}
