package qio.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qio providers}. */
@Command(
    name = "providers",
    description =
        "Lists what is installed: schemes and layers, where they come from, and what cannot be"
            + " used, and why.",
    footer = {
      "",
      "Examples:",
      "  qio providers -v",
      "  qio providers --plugins /opt/qio/plugins",
      "  qio providers --json | jq -r '.[].schemes[]'"
    })
final class ProvidersCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Write JSON, with all options.")
  private boolean json;

  @ParentCommand private @Nullable RootCommand root; // set by picocli

  @Spec private @Nullable CommandSpec spec; // set by picocli

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    var listing = new ProviderListing(Objects.requireNonNull(root).door().installed());
    if (json) {
      out.println(listing.json());
    } else {
      listing.lines(root.isVerbose()).forEach(out::println);
    }
    return ExitCode.DONE.number();
  }
}
