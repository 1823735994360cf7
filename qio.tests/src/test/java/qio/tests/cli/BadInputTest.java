package qio.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.Qio;
import qio.api.channel.QioListener;
import qio.tck.Rule;
import qio.tests.socket.Eventually;

/**
 * Every kind of bad input: one line on standard error that names the command, the address and the
 * cause, the right exit code, nothing on standard output, no descriptor left open.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {

  private static final int IO = 1;
  private static final int USAGE = 2;

  private Path directory;

  private TestCertificate certificate;
  private QioListener taken;
  private QioListener plain;

  @BeforeAll
  void prepare(@TempDir Path temporary) throws Exception {
    directory = temporary;
    certificate = TestCertificate.create(directory);
    taken = Qio.listen("tcp://127.0.0.1:0");
    plain = Qio.listen("tcp://127.0.0.1:0");
    Thread.ofVirtual().start(this::speakPlainText);
    Files.writeString(directory.resolve("file"), "content");
    Files.writeString(directory.resolve("no.pem"), "this is no PEM");
  }

  private void speakPlainText() {
    try {
      while (true) {
        try (var peer = plain.accept()) {
          Bytes.send(peer, "SSH-2.0-not_tls\r\n");
          peer.shutdown(qio.api.channel.ShutdownMode.WRITE);
          var unused = Bytes.receiveAll(peer);
        }
      }
    } catch (java.io.IOException e) {
      // the listener is closed when the tests are over
    }
  }

  /** A command line, the exit code, and words that the line has. */
  record Case(int code, List<String> words, String... args) {
    static Case of(int code, String words, String... args) {
      return new Case(code, List.of(words.split("\\|")), args);
    }

    @Override
    public String toString() {
      return String.join(" ", args);
    }
  }

  List<Case> cases() {
    String file = "file:" + directory.resolve("file");
    String missing = directory.resolve("missing").toString();
    String in = "tcp://127.0.0.1:0";
    String tls = "tls+tcp://127.0.0.1:0";
    String serving = certificate.serving();
    return List.of(
        Case.of(USAGE, "nosuch:x|unknown scheme 'nosuch'|tcp|unix|mem|file", "cat", "nosuch:x"),
        Case.of(USAGE, "unknown layer 'gzip'|tls", "cat", "gzip+tcp://127.0.0.1:1"),
        Case.of(USAGE, "unknown option 'frob'|connect-timeout", "cat", "tcp://127.0.0.1:1?frob=1"),
        Case.of(USAGE, "backlog|whole number", "relay", in + "?backlog=many", "mem:x"),
        Case.of(USAGE, "tcp://127.0.0.1:65536|0 to 65535", "cat", "tcp://127.0.0.1:65536"),
        Case.of(USAGE, "tcp://127.0.0.1|no port", "cat", "tcp://127.0.0.1"),
        Case.of(USAGE, "unix:relative/path", "relay", "unix:relative/path", "mem:x"),
        Case.of(USAGE, "unix:/|107", "relay", "unix:/" + "x".repeat(120), "mem:x"),
        Case.of(USAGE, "unknown scheme 'nosuch'", "relay", in, "nosuch:x"),
        Case.of(USAGE, "unknown option 'frob'", "relay", in, "tcp://127.0.0.1:1?frob=1"),
        Case.of(USAGE, "tcp://127.0.0.1:65536|0 to 65535", "relay", in, "tcp://127.0.0.1:65536"),
        Case.of(USAGE, "%", "cat", "file:/tmp/100%"),
        Case.of(USAGE, "given twice", "cat", "tcp://127.0.0.1:1?nodelay=on&nodelay=off"),
        Case.of(USAGE, "file:a.img", "copy", "a.img", "null:"),
        Case.of(USAGE, "mode", "copy", file, "file:" + missing + "?mode=sideways"),
        Case.of(IO, "connection refused|tcp://127.0.0.1:1", "cat", "tcp://127.0.0.1:1"),
        Case.of(IO, "unix:" + missing, "cat", "unix:" + missing),
        Case.of(IO, "nobody in this process", "cat", "mem:nobody"),
        Case.of(IO, "no-such-host.invalid", "cat", "tcp://no-such-host.invalid:1"),
        Case.of(IO, "in use|" + taken.localAddress(), "relay", taken.localAddress(), "mem:x"),
        Case.of(IO, "no such file|file:" + missing, "copy", "file:" + missing, "null:"),
        Case.of(IO, "directory", "copy", "file:" + directory, "null:"),
        Case.of(IO, "directory", "copy", file, "file:" + directory),
        Case.of(IO, "no directory", "copy", file, "file:" + missing + "/deeper"),
        Case.of(IO, "null:|nothing can listen", "relay", "null:", "mem:x"),
        Case.of(IO, "missing.pem", "relay", tls + "?cert=missing.pem&key=k.pem", "mem:x"),
        Case.of(
            IO,
            "no.pem",
            "relay",
            tls + "?cert=" + directory.resolve("no.pem") + "&key=" + certificate.key(),
            "mem:x"),
        Case.of(IO, "missing-ca.pem", "relay", in, "tls+tcp://127.0.0.1:1?ca=missing-ca.pem"),
        Case.of(USAGE, "cert", "relay", tls, "mem:x"),
        Case.of(IO, "TLS|SSH-2.0", "cat", "tls+" + plain.localAddress() + "?verify=off"),
        Case.of(USAGE, "min-version", "relay", tls + serving + "&min-version=SSLv3", "mem:x"));
  }

  @Rule({"CLI-1", "CLI-2", "CLI-7"})
  @ParameterizedTest
  @MethodSource("cases")
  void oneLineSaysWhatIsWrong(Case bad) throws Exception {
    var unused = QioCall.run(bad.args()); // it may load and open what stays
    long before = Bytes.openDescriptors();
    QioCall qio = QioCall.run(bad.args());
    assertEquals(bad.code(), qio.code(), qio.err()::text);
    assertEquals("", qio.out().text());
    List<String> lines = qio.err().lines();
    assertEquals(1, lines.size(), qio.err()::text);
    String line = lines.getFirst();
    assertTrue(line.startsWith("qio " + bad.args()[0] + ": "), line);
    for (String word : bad.words()) {
      assertTrue(line.toLowerCase().contains(word.toLowerCase()), word + " is not in: " + line);
    }
    assertFalse(line.matches(".*(Exception|null$|null;|internal error).*"), line);
    // the peer of the tests closes its own end in its own time
    Eventually.holds("no descriptor is left open", () -> Bytes.openDescriptors() <= before);
  }

  @Rule({"CLI-1", "CLI-2"})
  @Test
  void theProcessAnswersTheSame() throws Exception {
    try (QioProcess qio = QioProcess.run("cat", "nosuch:x")) {
      assertEquals(USAGE, qio.awaitExit());
      assertEquals(1, qio.err().lines().size(), qio.err()::text);
      assertEquals("", qio.out().text());
    }
    try (QioProcess qio = QioProcess.run("-v", "cat", "tcp://127.0.0.1:1")) {
      assertEquals(IO, qio.awaitExit());
      assertTrue(qio.err().text().contains("\tat "), "with -v there is a stack trace");
    }
  }
}
