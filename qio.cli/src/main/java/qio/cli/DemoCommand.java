package qio.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import qio.cli.demo.Demo;

/** {@code qio demo}. */
final class DemoCommand implements Subcommand {

  /** How long removing files may take when the process is asked to end. */
  private static final Duration CLEAN_UP = Duration.ofSeconds(15);

  private final PositionalParamSpec file =
      PositionalParamSpec.builder()
          .index("0")
          .arity("0..1")
          .type(Path.class)
          .paramLabel("FILE")
          .description("The file to send.")
          .build();

  private final CommandSpec spec =
      CommandSpec.wrapWithoutInspection(this).name("demo").addPositional(file);
  private final StopRequests stops;

  DemoCommand(StopRequests stops) {
    this.stops = stops;
    spec.usageMessage()
        .description(
            "Sends a file through TLS over a UNIX socket, TLS over TCP and memory, passes a"
                + " descriptor, and compares SHA-256 at every step.",
            "Needs nothing: makes its own certificate, sockets and, without FILE, 64 MiB of its"
                + " own, in a temporary directory that is removed. Exits 1 if the bytes differ.")
        .footer("", "Examples:", "  qio demo", "  qio demo disk.img");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Thread self = Thread.currentThread();
    try (var _ = stops.whenAsked(self::interrupt, CLEAN_UP)) {
      boolean good = new Demo(out::println).run(Optional.ofNullable(file.<Path>getValue()));
      return (good ? ExitCode.DONE : ExitCode.IO).number();
    }
  }
}
