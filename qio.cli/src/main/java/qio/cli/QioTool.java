package qio.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import qio.cli.text.FailureText;
import qio.cli.text.OneLine;

/**
 * The program as a tool that others can run in their own process, as they run {@code javac}: {@code
 * ToolProvider.findFirst("qio")}. A {@code relay} ends when its thread is interrupted.
 */
public final class QioTool implements ToolProvider {

  private final StopRequests stops;

  /** For {@link java.util.ServiceLoader}. */
  public QioTool() {
    this(StopRequests.NONE);
  }

  QioTool(StopRequests stops) {
    this.stops = stops;
  }

  @Override
  public String name() {
    return "qio";
  }

  @Override
  public Optional<String> description() {
    return Optional.of("Moves bytes between addresses: providers, cat, copy, relay, demo");
  }

  @Override
  public int run(PrintWriter out, PrintWriter err, String... args) {
    var root = new RootCommand();
    var line = new CommandLine(root.spec());
    addCommands(root, line, args);
    line.setOut(out)
        .setErr(err)
        .setUsageHelpWidth(100)
        .setUsageHelpLongOptionsMaxWidth(32)
        .setParameterExceptionHandler(QioTool::refuse)
        .setExecutionExceptionHandler((e, command, parsed) -> fail(root, command, e));
    int code = execute(root, line, args);
    out.flush();
    // Standard output swallows failures until it is asked. Who has closed it needs no message.
    return code == ExitCode.DONE.number() && out.checkError() ? ExitCode.IO.number() : code;
  }

  /**
   * Adds the command with which the line begins, or all if it begins with none: a start need not
   * wait for the models of those that are not wanted.
   */
  private void addCommands(RootCommand root, CommandLine line, String... args) {
    Map<String, Supplier<Subcommand>> commands = new LinkedHashMap<>();
    commands.put("providers", () -> new ProvidersCommand(root));
    commands.put("cat", () -> new CatCommand(root));
    commands.put("copy", () -> new CopyCommand(root));
    commands.put("relay", () -> new RelayCommand(root, stops));
    commands.put("demo", () -> new DemoCommand(stops));
    if (args.length > 0 && commands.containsKey(args[0])) {
      commands.keySet().retainAll(Set.of(args[0]));
    }
    commands.forEach((name, command) -> line.addSubcommand(name, command.get().spec()));
  }

  private static int execute(RootCommand root, CommandLine line, String... args) {
    try {
      return line.execute(args);
    } catch (
        Error e) { // picocli hands on exceptions only; out of memory for instance is one of these
      return fail(root, line, e);
    }
  }

  private static int fail(RootCommand root, CommandLine command, Throwable failure) {
    if (failure instanceof ParameterException wrongUsage) {
      return refuse(wrongUsage, new String[0]);
    }
    if (!(failure instanceof QuietException)) {
      say(command, FailureText.of(failure));
      if (root.isVerbose()) {
        failure.printStackTrace(command.getErr());
      }
    }
    return ExitCode.of(failure).number();
  }

  private static int refuse(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    String help = "; see '" + command.getCommandSpec().qualifiedName() + " --help'";
    say(command, OneLine.of(reason(failure) + help));
    return ExitCode.USAGE.number();
  }

  private static String reason(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    if (failure instanceof CommandLine.UnmatchedArgumentException unmatched
        && command.getParent() == null
        && !unmatched.isUnknownOption()) {
      return "unknown command '" + unmatched.getUnmatched().getFirst() + "'; " + commands(command);
    }
    return String.valueOf(failure.getMessage());
  }

  /** Which commands there are. */
  static String commands(CommandLine root) {
    return root.getSubcommands().keySet().stream()
        .collect(Collectors.joining(", ", "the commands are ", ""));
  }

  private static void say(CommandLine command, String line) {
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + line);
    command.getErr().flush();
  }
}
