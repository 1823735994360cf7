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
              + " end");

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

  private static final List<ChannelOption<?>> ALL =
      List.of(MODE, CREATE, EXCLUSIVE, TRUNCATE, PERMISSIONS, CONNECT_TIMEOUT);

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
