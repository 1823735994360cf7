package qio.spi.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import qio.api.channel.ChannelOption;

/** The options of {@code exec} addresses. */
final class ExecOptions {

  static final ChannelOption<String> ARGS =
      ChannelOption.text(
          "args",
          "the arguments, one space between two; a backslash takes the character behind it as it"
              + " is");

  /** A {@code List} of strings: an option has a class, which knows no type arguments. */
  static final ChannelOption<?> ARGUMENTS =
      ChannelOption.object(
          "arguments", List.class, "in a program, instead of args: a List of strings");

  static final ChannelOption<?> ENVIRONMENT =
      ChannelOption.object(
          "environment",
          Map.class,
          "in a program: a Map of strings, added to the environment of this process");

  static final ChannelOption<Boolean> CLEAR_ENVIRONMENT =
      ChannelOption.flag(
          "clear-environment", "give the child nothing of this process's environment; off");

  static final ChannelOption<Path> DIRECTORY =
      ChannelOption.path("directory", "where the child works; where this process does");

  static final ChannelOption<StderrMode> STDERR =
      ChannelOption.choice(
          "stderr",
          StderrMode.class,
          "what becomes of its standard error: log (default) line by line, join with standard"
              + " output, inherit this process's, discard");

  static final ChannelOption<?> STDERR_LINES =
      ChannelOption.object(
          "stderr-lines",
          Consumer.class,
          "in a program: a Consumer of strings that gets the lines which stderr=log would log");

  static final ChannelOption<Duration> CLOSE_TIMEOUT =
      ChannelOption.duration(
          "close-timeout", "how long close waits for the child to end before SIGTERM; 1s");

  static final ChannelOption<Duration> KILL_TIMEOUT =
      ChannelOption.duration(
          "kill-timeout", "how long close waits after SIGTERM, and again after SIGKILL; 1s");

  private ExecOptions() {}

  static List<ChannelOption<?>> all() {
    return List.of(
        ARGS,
        ARGUMENTS,
        ENVIRONMENT,
        CLEAR_ENVIRONMENT,
        DIRECTORY,
        STDERR,
        STDERR_LINES,
        CLOSE_TIMEOUT,
        KILL_TIMEOUT);
  }
}
