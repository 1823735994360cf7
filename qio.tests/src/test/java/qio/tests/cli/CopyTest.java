package qio.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.Rule;

/** {@code qio copy}, in this process where it needs no standard streams. */
class CopyTest {

  private static final Duration LIMIT = Duration.ofSeconds(Output.LIMIT_SECONDS);
  private static final int SIZE = 5_000_003;

  @TempDir private Path directory;

  private final byte[] content = Bytes.random(1, SIZE);
  private Path file;

  @BeforeEach
  void makeFile() throws Exception {
    file = Files.write(directory.resolve("from & to"), content);
  }

  private String from() {
    return "file:" + file.toString().replace(" ", "%20");
  }

  private static void assertDone(QioCall copy) {
    assertEquals(0, copy.code(), copy.err()::text);
    assertEquals("", copy.out().text());
  }

  @Rule("CLI-4")
  @Test
  void aFileBecomesTheSameFileAndTheEndSaysHowMuchAndHowFast() throws Exception {
    Path to = directory.resolve("copy");
    QioCall copy = QioCall.run("copy", from(), "file:" + to);
    assertDone(copy);
    assertArrayEquals(content, Files.readAllBytes(to));
    List<String> lines = copy.err().lines();
    assertEquals(2, lines.size(), copy.err()::text);
    assertEquals("copying file:" + file + " to file:" + to + ", 4.8 MiB", lines.getFirst());
    assertTrue(
        lines.getLast().matches("copied 5000003 bytes \\(4.8 MiB\\) in .*, .*iB/s"),
        lines.getLast());
  }

  @Test
  void anOlderFileIsEmptiedUnlessItsAddressSaysAppend() throws Exception {
    Path to = Files.write(directory.resolve("copy"), new byte[2 * SIZE]);
    assertDone(QioCall.run("copy", "-q", from(), "file:" + to));
    assertEquals(SIZE, Files.size(to));
    QioCall again = QioCall.run("copy", "-q", from(), "file:" + to + "?mode=append");
    assertDone(again);
    assertEquals(2 * SIZE, Files.size(to));
    assertEquals("", again.err().text(), "quiet");
  }

  @Test
  void aBufferOfOneByteCopiesTheSame() throws Exception {
    Path small = Files.write(directory.resolve("small"), Bytes.random(2, 1_000));
    Path to = directory.resolve("copy");
    assertDone(QioCall.run("copy", "-b", "1", "file:" + small, "file:" + to));
    assertArrayEquals(Files.readAllBytes(small), Files.readAllBytes(to));
  }

  @Test
  void anEmptyFileIsCopiedToo() throws Exception {
    Path empty = Files.createFile(directory.resolve("empty"));
    Path to = directory.resolve("copy");
    QioCall copy = QioCall.run("copy", "file:" + empty, "file:" + to);
    assertDone(copy);
    assertEquals(0, Files.size(to));
    assertTrue(copy.err().lines().getLast().startsWith("copied 0 bytes"));
  }

  @Rule("CLI-4")
  @Test
  void aPeerGetsTheWholeFileAndItsEnd() throws Exception {
    try (QioListener listener = Qio.listen("tcp://127.0.0.1:0");
        QioCall copy = QioCall.start("copy", from(), listener.localAddress());
        QioChannel peer = listener.accept(LIMIT).orElseThrow()) {
      assertEquals(Bytes.sha256(content), Bytes.sha256(Bytes.receiveAll(peer)));
      peer.close();
      assertEquals(0, copy.awaitExit(), copy.err()::text);
    }
  }

  @Test
  void aPeerThatTalksMeanwhileLosesNothing() throws Exception {
    try (QioListener listener = Qio.listen("tcp://127.0.0.1:0");
        QioCall copy = QioCall.start("copy", from(), listener.localAddress());
        QioChannel peer = listener.accept(LIMIT).orElseThrow()) {
      // Unread bytes in a socket that is closed would reset it, and cut what is on its way.
      Bytes.send(peer, "220 ready\r\n");
      assertEquals(Bytes.sha256(content), Bytes.sha256(Bytes.receiveAll(peer)));
      Bytes.send(peer, "250 done\r\n");
      peer.close();
      assertEquals(0, copy.awaitExit(), copy.err()::text);
    }
  }

  @Test
  void aPeerThatGoesAwayHalfWayIsAnError() throws Exception {
    Path large = directory.resolve("large");
    try (QioListener listener = Qio.listen("tcp://127.0.0.1:0")) {
      Files.write(large, new byte[64 << 20]);
      try (QioCall copy = QioCall.start("copy", "-q", "file:" + large, listener.localAddress())) {
        try (QioChannel peer = listener.accept(LIMIT).orElseThrow()) {
          int unused = Bytes.receive(peer, 100_000).length;
        }
        assertEquals(1, copy.awaitExit());
        assertEquals(1, copy.err().lines().size(), copy.err()::text);
        String line = copy.err().lines().getFirst();
        assertTrue(line.startsWith("qio copy: "), line);
        assertTrue(line.contains(listener.localAddress()), line);
      }
    }
  }

  @Test
  void whatAPeerSendsBecomesAFile() throws Exception {
    Path to = directory.resolve("copy");
    try (QioListener listener = Qio.listen("unix:" + directory.resolve("s"));
        QioCall copy = QioCall.start("copy", listener.localAddress(), "file:" + to);
        QioChannel peer = listener.accept(LIMIT).orElseThrow()) {
      Bytes.send(peer, content);
      peer.close();
      assertEquals(0, copy.awaitExit(), copy.err()::text);
      assertArrayEquals(content, Files.readAllBytes(to));
    }
  }

  @Test
  void aFileGoesThroughTls() throws Exception {
    TestCertificate certificate = TestCertificate.create(directory);
    try (QioListener listener = Qio.listen("tls+tcp://127.0.0.1:0" + certificate.serving())) {
      var received =
          new FutureTask<byte[]>(
              () -> {
                try (QioChannel peer = listener.accept(LIMIT).orElseThrow()) {
                  return Bytes.receiveAll(peer);
                }
              });
      Thread.ofVirtual().start(received);
      QioCall copy = QioCall.run("copy", from(), listener.localAddress() + certificate.trusting());
      assertDone(copy);
      assertArrayEquals(content, received.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDiskThatIsFullIsAnError() throws Exception {
    QioCall copy = QioCall.run("copy", "-q", from(), "file:/dev/full");
    assertEquals(1, copy.code());
    assertEquals(1, copy.err().lines().size(), copy.err()::text);
    assertTrue(copy.err().text().contains("file:/dev/full"), copy.err()::text);
    assertTrue(copy.err().text().contains("No space left"), copy.err()::text);
  }

  @Test
  void aFileIsNotCopiedToItself() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    QioCall copy = QioCall.run("copy", from(), "file:" + link);
    assertEquals(2, copy.code());
    assertTrue(copy.err().text().contains("the file to copy from"), copy.err()::text);
    assertArrayEquals(content, Files.readAllBytes(file));
  }

  @Test
  void dashIsStandardInputAndOutput() throws Exception {
    Path to = directory.resolve("copy");
    try (QioProcess in = QioProcess.start("copy", "-", "file:" + to)) {
      in.input().write(content);
      in.input().close();
      assertEquals(0, in.awaitExit(), in.err()::text);
      assertArrayEquals(content, Files.readAllBytes(to));
      assertTrue(in.err().text().startsWith("copying stdio:in to file:"), in.err()::text);
    }
    try (QioProcess out = QioProcess.run("copy", "-q", from(), "-")) {
      assertEquals(0, out.awaitExit(), out.err()::text);
      assertArrayEquals(content, out.out().bytes());
      assertEquals("", out.err().text());
    }
  }
}
