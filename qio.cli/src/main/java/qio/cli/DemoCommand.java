package qio.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import qio.cli.demo.Demo;

/** {@code qio demo}. */
@Command(
    name = "demo",
    description = {
      "Sends a file through TLS over a UNIX socket, TLS over TCP and memory, passes a descriptor,"
          + " and compares SHA-256 at every step.",
      "Needs nothing: makes its own certificate, sockets and, without FILE, 64 MiB of its own, in a"
          + " temporary directory that is removed. Exits 1 if the bytes differ."
    },
    footer = {"", "Examples:", "  qio demo", "  qio demo disk.img"})
final class DemoCommand implements Callable<Integer> {

  /** How long removing files may take when the process is asked to end. */
  private static final Duration CLEAN_UP = Duration.ofSeconds(15);

  private final StopRequests stops;

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "The file to send.")
  private @Nullable Path file;

  @Spec private @Nullable CommandSpec spec; // set by picocli

  DemoCommand(StopRequests stops) {
    this.stops = stops;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Thread self = Thread.currentThread();
    try (var _ = stops.whenAsked(self::interrupt, CLEAN_UP)) {
      boolean good = new Demo(out::println).run(Optional.ofNullable(file));
      return (good ? ExitCode.DONE : ExitCode.IO).number();
    }
  }
}
