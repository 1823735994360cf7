package qio.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.cli.text.AddressText;
import qio.cli.text.ByteCount;
import qio.cli.text.OneLine;
import qio.cli.text.TextTable;
import qio.cli.text.TextTable.Align;
import qio.cli.text.TimeSpan;

/**
 * Sends a file through channels of every kind, all in this process, and compares what comes out of
 * each with the file:
 *
 * <pre>
 * file: -> tls+unix: -> tls+tcp: -> mem: -> null:
 * file: -> its descriptor through unix: -> adopted -> null:
 * </pre>
 */
public final class Demo {

  private static final int GENERATED_MEBIBYTES = 64;

  private final Consumer<String> out;

  /**
   * Makes a demo.
   *
   * @param out takes its lines
   */
  public Demo(Consumer<String> out) {
    this.out = out;
  }

  /**
   * Runs the demo and prints what happened. Leaves nothing behind.
   *
   * @param given the file to send; one of 64 MiB is made if none is given
   * @return whether the same bytes came out everywhere
   * @throws IOException if a channel fails, or the file is missing or no regular one
   */
  public boolean run(Optional<Path> given) throws IOException {
    try (DemoFiles files = DemoFiles.create()) {
      Path file = given.isPresent() ? checked(given.get()) : files.generate(GENERATED_MEBIBYTES);
      Content expected = Hash.of(file);
      out.accept(
          given.map(path -> OneLine.of(path.toString())).orElse("a generated file")
              + ", "
              + ByteCount.of(expected.bytes())
              + ", SHA-256 "
              + expected.digest());
      List<StepResult> results = new ArrayList<>(sendAlong(files, file, expected));
      passDescriptor(files, file, expected).ifPresent(results::add);
      table(results).forEach(out);
      boolean good = results.stream().allMatch(StepResult::good);
      out.accept(good ? "the same bytes everywhere" : "the bytes differ: this is a defect");
      return good;
    }
  }

  private static Path checked(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString(), null, "there is no such file; check the path");
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          file + ": not a regular file; the demo reads its file several times, give it one");
    }
    return file;
  }

  private static List<StepResult> sendAlong(DemoFiles files, Path file, Content expected)
      throws IOException {
    DemoCertificate certificate = DemoCertificate.create(files);
    String serve =
        "?cert="
            + AddressText.escaped(certificate.certificate())
            + "&key="
            + AddressText.escaped(certificate.key());
    String trust =
        "?ca="
            + AddressText.escaped(certificate.authority())
            + "&server-name="
            + DemoCertificate.HOST;
    String socket = AddressText.escaped(files.path("tls"));
    try (QioChannel source = Qio.connect(AddressText.ofFile(file));
        var unix = ConnectedPair.open("tls+unix:" + socket + serve, trust);
        var tcp = ConnectedPair.open("tls+tcp://127.0.0.1:0" + serve, trust);
        var memory = ConnectedPair.open("mem:qio-demo-" + ProcessHandle.current().pid(), "");
        QioChannel nowhere = Qio.connect("null:")) {
      var way = new Way();
      way.start(new Leg("file", source, unix.client(), expected));
      way.start(new Leg("TLS over a UNIX socket", unix.server(), tcp.client(), expected));
      way.start(new Leg("TLS over TCP", tcp.server(), memory.client(), expected));
      way.start(new Leg("memory", memory.server(), nowhere, expected));
      return way.await();
    }
  }

  private Optional<StepResult> passDescriptor(DemoFiles files, Path file, Content expected)
      throws IOException {
    String step = "descriptor through UNIX";
    try (var ends = ConnectedPair.open("unix:" + AddressText.escaped(files.path("plain")), "");
        QioChannel source = Qio.connect(AddressText.ofFile(file))) {
      var pass = new DescriptorPass(ends, source);
      Optional<String> missing = pass.missing();
      if (missing.isPresent()) {
        out.accept(
            step
                + ": left out, because "
                + missing.get()
                + "; the native ones can, on Linux with --enable-native-access=qio.posix");
        return Optional.empty();
      }
      return Optional.of(pass.run(step, expected));
    }
  }

  private static List<String> table(List<StepResult> results) {
    var table = new TextTable(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.LEFT);
    table.row("STEP", "BYTES", "TIME", "RATE", "SHA-256");
    for (StepResult result : results) {
      table.row(
          result.step(),
          Long.toString(result.found().bytes()),
          TimeSpan.of(result.nanos()),
          ByteCount.rate(result.found().bytes(), result.nanos()),
          result.verdict());
    }
    return table.lines();
  }
}
