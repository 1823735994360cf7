package qio.spi.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;

/**
 * What is to be started, checked.
 *
 * @param address what messages call it
 * @param command the program and its arguments
 * @param environment what is added to, or is, the environment
 * @param clear whether the environment of this process is left out
 * @param options the rest
 */
record ExecRequest(
    String address,
    List<String> command,
    Map<String, String> environment,
    boolean clear,
    OptionValues options) {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /**
   * Reads an address and its options.
   *
   * @throws InvalidAddressException if it names no program, or the options do not fit
   */
  static ExecRequest of(Endpoint endpoint, OptionValues options) {
    String address = endpoint.toString();
    if (endpoint.target().isEmpty() || endpoint.target().startsWith("//")) {
      throw new InvalidAddressException(
          address, "write exec:name for a program in PATH, or exec:/path/to/program");
    }
    List<String> command = new ArrayList<>();
    command.add(endpoint.target());
    command.addAll(arguments(address, options));
    ExecRequest request =
        new ExecRequest(
            address,
            List.copyOf(command),
            environment(address, options),
            options.get(ExecOptions.CLEAR_ENVIRONMENT, false),
            options);
    request.checkStderr();
    return request;
  }

  private static List<String> arguments(String address, OptionValues options) {
    Optional<String> text = options.get(ExecOptions.ARGS);
    List<?> given =
        options.get(ExecOptions.ARGUMENTS).map(list -> (List<?>) list).orElse(List.of());
    if (text.isPresent() && !given.isEmpty()) {
      throw new InvalidAddressException(
          address, "args and arguments are two ways to say the same; give one of them");
    }
    List<String> arguments = new ArrayList<>(text.map(ArgumentText::split).orElse(List.of()));
    for (Object each : given) {
      arguments.add(string(address, "arguments", each));
    }
    for (String each : arguments) {
      string(address, "args", each);
    }
    return arguments;
  }

  private static Map<String, String> environment(String address, OptionValues options) {
    Map<?, ?> given =
        options.get(ExecOptions.ENVIRONMENT).map(map -> (Map<?, ?>) map).orElse(Map.of());
    Map<String, String> environment = new TreeMap<>();
    given.forEach(
        (name, value) -> {
          String text = string(address, "environment", name);
          if (text.isEmpty() || text.indexOf('=') >= 0) {
            throw new InvalidAddressException(
                address, "environment: a name is not empty and has no = in it");
          }
          environment.put(text, string(address, "environment", value));
        });
    return environment;
  }

  /** The message never repeats the text, which may be secret. */
  private static String string(String address, String option, Object each) {
    if (each instanceof String text && text.indexOf('\0') < 0) {
      return text;
    }
    throw new InvalidAddressException(
        address, option + ": it consists of strings without a NUL character");
  }

  private void checkStderr() {
    if (options.get(ExecOptions.STDERR_LINES).isPresent() && stderr() != StderrMode.LOG) {
      throw new InvalidAddressException(
          address, "stderr-lines gets lines with stderr=log only; leave one of the two out");
    }
  }

  StderrMode stderr() {
    return options.get(ExecOptions.STDERR, StderrMode.LOG);
  }

  /** Who gets the lines; empty for the logger. */
  @SuppressWarnings("unchecked") // what is no consumer of strings fails with its first line
  Optional<Consumer<String>> stderrLines() {
    return options.get(ExecOptions.STDERR_LINES).map(each -> (Consumer<String>) each);
  }

  Optional<Path> directory() {
    return options.get(ExecOptions.DIRECTORY);
  }

  Duration closeTimeout() {
    return options.get(ExecOptions.CLOSE_TIMEOUT, PATIENCE);
  }

  Duration killTimeout() {
    return options.get(ExecOptions.KILL_TIMEOUT, PATIENCE);
  }

  /** The address alone: arguments and environment may be secret. */
  @Override
  public String toString() {
    return address;
  }
}
