package qio.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import qio.api.Qio;

/** {@code qio} without a command: its options, and the list of commands. */
@Command(
    name = "qio",
    versionProvider = VersionText.class,
    description = "Moves bytes between addresses: sockets, files, TLS over either, memory.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "An address is LAYER+...+SCHEME:TARGET?OPTION=VALUE&...; 'qio providers -v' lists what there"
          + " is.",
      "",
      "Examples:",
      "  qio demo",
      "  qio cat tls://example.org:443",
      "  qio copy file:disk.img tcp://127.0.0.1:7000",
      "  qio relay 'tls+tcp://:8443?cert=server.pem&key=server.key' tcp://127.0.0.1:8080",
      "",
      "Exit codes: 0 done, 1 input or output failed, 2 wrong usage."
    })
final class RootCommand implements Runnable {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli acts on the annotation
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show the version.")
  @SuppressWarnings("UnusedVariable") // picocli acts on the annotation
  private boolean version;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Say more; show the stack trace of a failure.")
  private boolean verbose;

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "Also use the plug-ins in this folder: jars, and folders of jars with what they need.")
  private @Nullable Path plugins;

  @Spec private @Nullable CommandSpec spec; // set by picocli

  boolean isVerbose() {
    return verbose;
  }

  /** The providers to use: those installed, and the plug-ins that were asked for. */
  Qio door() throws IOException {
    return plugins == null ? Qio.boot() : Qio.in(plugins);
  }

  @Override
  public void run() {
    CommandLine line = java.util.Objects.requireNonNull(spec).commandLine();
    throw new ParameterException(line, "no command; " + QioTool.commands(line));
  }
}
