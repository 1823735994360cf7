package qio.cli;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code qio providers}. */
final class ProvidersCommand implements Subcommand {

  private final OptionSpec json =
      OptionSpec.builder("--json")
          .type(boolean.class)
          .initialValue(false)
          .description("Write JSON, with all options.")
          .build();

  private final CommandSpec spec =
      CommandSpec.wrapWithoutInspection(this).name("providers").addOption(json);
  private final RootCommand root;

  ProvidersCommand(RootCommand root) {
    this.root = root;
    spec.usageMessage()
        .description(
            "Lists what is installed: schemes and layers, where they come from, and what cannot be"
                + " used, and why.")
        .footer(
            "",
            "Examples:",
            "  qio providers -v",
            "  qio providers --plugins /opt/qio/plugins",
            "  qio providers --json | jq -r '.[].schemes[]'");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    var listing = new ProviderListing(root.door().installed());
    if (json.<Boolean>getValue()) {
      out.println(listing.json());
    } else {
      listing.lines(root.isVerbose()).forEach(out::println);
    }
    return ExitCode.DONE.number();
  }
}
