package qio.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import qio.api.Qio;
import qio.api.QioAddress;
import qio.api.QioOptions;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.cli.copy.CopyJob;
import qio.cli.pump.Meter;
import qio.cli.pump.Progress;
import qio.cli.pump.PumpException;
import qio.cli.pump.Terminal;
import qio.cli.text.ByteCount;
import qio.cli.text.TimeSpan;

/** {@code qio copy}. */
final class CopyCommand implements Subcommand {

  private final PositionalParamSpec from = Arguments.text("0", "FROM", "The address to read from.");
  private final PositionalParamSpec to = Arguments.text("1", "TO", "The address to write to.");
  private final OptionSpec bufferSize =
      OptionSpec.builder("-b", "--buffer")
          .paramLabel("SIZE")
          .defaultValue("256KiB")
          .type(Integer.class)
          .converters(new OptionValue.BufferSize())
          .description("How much to move at once (${DEFAULT-VALUE}).")
          .build();
  private final OptionSpec quiet =
      OptionSpec.builder("-q", "--quiet")
          .type(boolean.class)
          .initialValue(false)
          .description("Say nothing unless it fails.")
          .build();

  private final CommandSpec spec =
      CommandSpec.wrapWithoutInspection(this)
          .name("copy")
          .addPositional(from)
          .addPositional(to)
          .addOption(bufferSize)
          .addOption(quiet);
  private final RootCommand root;

  CopyCommand(RootCommand root) {
    this.root = root;
    spec.usageMessage()
        .description(
            "Copies everything that FROM gives to TO; - is standard input or output.",
            "A file to copy to is made, or emptied if it exists, unless its address says otherwise"
                + " (mode=append, exclusive=on). Progress goes to standard error: a bar on a"
                + " terminal, lines otherwise.")
        .footer(
            "",
            "Examples:",
            "  qio copy file:disk.img file:/backup/disk.img",
            "  qio copy file:disk.img 'tls://example.org:7000?ca=ca.pem'",
            "  qio copy tcp://127.0.0.1:7000 - | sha256sum");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    QioAddress source = Addresses.parse(Addresses.source(from.getValue()));
    QioAddress sink = Addresses.parse(Addresses.sink(to.getValue()));
    refuseSameFile(source, sink);
    Qio door = root.door();
    try (QioChannel in = door.connectTo(Addresses.source(from.getValue()), QioOptions.none());
        QioChannel out = door.connectTo(Addresses.sink(to.getValue()), Addresses.toWrite(sink))) {
      copy(new CopyJob(in, out, bufferSize.<Integer>getValue()), source + " to " + sink, err);
    } catch (PumpException e) {
      throw QuietException.orFailureOf(e);
    }
    return ExitCode.DONE.number();
  }

  private void copy(CopyJob job, String what, PrintWriter err) throws IOException {
    if (quiet.<Boolean>getValue()) {
      job.run();
      return;
    }
    OptionalLong total = job.total();
    Progress.Style style = Terminal.canRedraw() ? Progress.Style.BAR : Progress.Style.LINES;
    if (style == Progress.Style.LINES) {
      String size = total.isPresent() ? ", " + ByteCount.of(total.getAsLong()) : "";
      err.println("copying " + what + size);
      err.flush();
    }
    long started = System.nanoTime();
    var meter = new Meter(job::moved, total, System::nanoTime);
    try (var _ = Progress.start(style, meter, err, Terminal.width())) {
      job.run();
    }
    err.println(summary(job.moved(), System.nanoTime() - started));
  }

  private static String summary(long bytes, long nanos) {
    return "copied %d bytes (%s) in %s, %s"
        .formatted(bytes, ByteCount.of(bytes), TimeSpan.of(nanos), ByteCount.rate(bytes, nanos));
  }

  /** Copying a file to itself empties it, or never ends. */
  private static void refuseSameFile(QioAddress source, QioAddress sink) throws IOException {
    if (!Addresses.isFile(source) || !Addresses.isFile(sink)) {
      return;
    }
    Path one = Addresses.path(source);
    Path other = Addresses.path(sink);
    if (Files.isRegularFile(one) && Files.exists(other) && Files.isSameFile(one, other)) {
      throw new InvalidAddressException(
          sink.toString(), "this is the file to copy from (" + source + "); copy to another one");
    }
  }
}
