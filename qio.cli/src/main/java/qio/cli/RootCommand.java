package qio.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import qio.api.Qio;

/** {@code qio} without a command: its options, and the list of commands. */
final class RootCommand implements Runnable {

  private final OptionSpec help = option("Show this help.", "-h", "--help").usageHelp(true).build();
  private final OptionSpec version =
      option("Show the version.", "-V", "--version").versionHelp(true).build();
  private final OptionSpec verbose =
      option("Say more; show the stack trace of a failure.", "-v", "--verbose").build();
  private final OptionSpec plugins =
      OptionSpec.builder("--plugins")
          .scopeType(ScopeType.INHERIT)
          .type(Path.class)
          .paramLabel("DIR")
          .description(
              "Also use the plug-ins in this folder: jars, and folders of jars with what they"
                  + " need.")
          .build();

  private final CommandSpec spec =
      CommandSpec.wrapWithoutInspection(this)
          .name("qio")
          .versionProvider(new VersionText())
          .addOption(help)
          .addOption(version)
          .addOption(verbose)
          .addOption(plugins);

  RootCommand() {
    spec.usageMessage()
        .description("Moves bytes between addresses: sockets, files, TLS over either, memory.")
        .synopsisSubcommandLabel("COMMAND")
        .footer(
            "",
            "An address is LAYER+...+SCHEME:TARGET?OPTION=VALUE&...; 'qio providers -v' lists what"
                + " there is.",
            "",
            "Examples:",
            "  qio demo",
            "  qio cat tls://example.org:443",
            "  qio copy file:disk.img tcp://127.0.0.1:7000",
            "  qio relay 'tls+tcp://:8443?cert=server.pem&key=server.key' tcp://127.0.0.1:8080",
            "",
            "Exit codes: 0 done, 1 input or output failed, 2 wrong usage.");
  }

  private static OptionSpec.Builder option(String description, String... names) {
    return OptionSpec.builder(names)
        .scopeType(ScopeType.INHERIT)
        .type(boolean.class)
        .initialValue(false)
        .description(description);
  }

  CommandSpec spec() {
    return spec;
  }

  boolean isVerbose() {
    return verbose.<Boolean>getValue();
  }

  /** The providers to use: those installed, and the plug-ins that were asked for. */
  Qio door() throws IOException {
    Optional<Path> folder = Optional.ofNullable(plugins.<Path>getValue());
    return folder.isPresent() ? Qio.in(folder.get()) : Qio.boot();
  }

  @Override
  public void run() {
    CommandLine line = spec.commandLine();
    throw new ParameterException(line, "no command; " + QioTool.commands(line));
  }
}
