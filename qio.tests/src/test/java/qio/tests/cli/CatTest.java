package qio.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.Envelope;
import qio.api.channel.IoCondition;
import qio.api.channel.MessageChannel;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.ShutdownMode;
import qio.tck.Rule;

/** {@code qio cat}, which needs standard streams of its own and so a process. */
class CatTest {

  private static final Duration LIMIT = Duration.ofSeconds(Output.LIMIT_SECONDS);
  private static final int BULK = 3_000_001;

  @TempDir private Path directory;

  private static QioChannel accept(QioListener listener) throws IOException {
    return listener.accept(LIMIT).orElseThrow();
  }

  @Rule("CLI-3")
  @Test
  void inputIsSentAndItsEndToldAndTheAnswerAfterThatIsPrinted() throws Exception {
    byte[] question = Bytes.random(1, BULK);
    byte[] answer = Bytes.random(2, BULK + 1);
    try (QioListener listener = Qio.listen("unix:" + directory.resolve("s"));
        QioProcess cat = QioProcess.start("cat", listener.localAddress());
        QioChannel peer = accept(listener)) {
      var asked = new FutureTask<byte[]>(() -> Bytes.receiveAll(peer));
      Thread.ofVirtual().start(asked);
      cat.input().write(question);
      cat.input().close();
      assertArrayEquals(question, asked.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
      Bytes.send(peer, answer);
      peer.close();
      assertEquals(0, cat.awaitExit(), cat.err()::text);
      assertArrayEquals(answer, cat.out().bytes());
      assertEquals("", cat.err().text());
    }
  }

  @Test
  void itEndsWhenThePeerEndsThoughTheInputIsStillOpen() throws Exception {
    try (QioListener listener = Qio.listen("tcp://127.0.0.1:0");
        QioProcess cat = QioProcess.start("cat", listener.localAddress());
        QioChannel peer = accept(listener)) {
      Bytes.send(peer, "good bye\n");
      peer.close();
      assertEquals(0, cat.awaitExit(), cat.err()::text);
      assertEquals("good bye\n", cat.out().text());
    }
  }

  @Test
  void inputThatIsThereIsSentThoughThePeerHasEndedItsOwnStream() throws Exception {
    byte[] bulk = Bytes.random(3, 20 * BULK);
    Path file = Files.write(directory.resolve("bulk"), bulk);
    try (QioListener listener = Qio.listen("tcp://127.0.0.1:0");
        QioProcess cat =
            QioProcess.startWith(
                List.of("sh", "-c", "exec \"$@\" < '" + file + "'", "sh"),
                "cat",
                listener.localAddress());
        QioChannel peer = accept(listener)) {
      peer.shutdown(ShutdownMode.WRITE);
      assertEquals(Bytes.sha256(bulk), Bytes.sha256(Bytes.receiveAll(peer)));
      assertEquals(0, cat.awaitExit(), cat.err()::text);
    }
  }

  @Test
  void aFileIsPrintedAndTheInputLeftAlone() throws Exception {
    byte[] content = Bytes.random(4, 300_000);
    Path file = Files.write(directory.resolve("file"), content);
    byte[] others = "for the next program".getBytes(StandardCharsets.UTF_8);
    List<String> then = List.of("bash", "-c", "\"$@\" && exec cat", "bash");
    try (QioProcess cat = QioProcess.startWith(then, "cat", "file:" + file)) {
      cat.input().write(others);
      cat.input().close();
      assertEquals(0, cat.awaitExit(), cat.err()::text);
      byte[] all = Arrays.copyOf(content, content.length + others.length);
      System.arraycopy(others, 0, all, content.length, others.length);
      assertArrayEquals(all, cat.out().bytes());
    }
  }

  @Test
  void aFileToWriteIsMadeOfTheInput() throws Exception {
    Path file = directory.resolve("new");
    try (QioProcess cat = QioProcess.start("cat", "file:" + file + "?mode=w")) {
      cat.input().write("typed\n".getBytes(StandardCharsets.UTF_8));
      cat.input().close();
      assertEquals(0, cat.awaitExit(), cat.err()::text);
    }
    assertEquals("typed\n", Files.readString(file));
  }

  @Test
  void aReaderThatHasGoneEndsItWithoutAWord() throws Exception {
    Path file = Files.write(directory.resolve("file"), Bytes.random(5, BULK));
    List<String> command =
        List.of("bash", "-c", "set -o pipefail; \"$@\" | head -c 10 > /dev/null", "bash");
    try (QioProcess cat = QioProcess.startWith(command, "cat", "file:" + file)) {
      assertEquals(1, cat.awaitExit());
      assertEquals("", cat.err().text());
    }
  }

  @Test
  void aPeerThatResetsIsAnError() throws Exception {
    try (QioListener listener = Qio.listen("tcp://127.0.0.1:0");
        QioProcess cat = QioProcess.start("cat", listener.localAddress())) {
      try (QioChannel peer = accept(listener)) {
        cat.input().write(Bytes.random(6, 100_000)); // unread when we close: that is a reset
        cat.input().flush();
        peer.await(IoCondition.IN, LIMIT);
      }
      assertEquals(1, cat.awaitExit());
      List<String> lines = cat.err().lines();
      assertEquals(1, lines.size(), cat.err()::text);
      assertTrue(lines.getFirst().startsWith("qio cat: "), cat.err()::text);
      assertTrue(lines.getFirst().contains(listener.localAddress()), cat.err()::text);
    }
  }

  @Test
  void portableEnginesDoTheSame() throws Exception {
    try (QioListener listener = Qio.listen("tcp://127.0.0.1:0");
        QioProcess cat =
            QioProcess.start(
                QioProcess.command(
                    List.of("-Dqio.socket.engine=nio", "-Dqio.file.engine=nio"),
                    "cat",
                    listener.localAddress()));
        QioChannel peer = accept(listener)) {
      cat.input().write("question".getBytes(StandardCharsets.UTF_8));
      cat.input().close();
      assertEquals("question", new String(Bytes.receiveAll(peer), StandardCharsets.UTF_8));
      Bytes.send(peer, "answer");
      peer.close();
      assertEquals(0, cat.awaitExit(), cat.err()::text);
      assertEquals("answer", cat.out().text());
    }
  }

  @Rule("DGRAM-24")
  @ParameterizedTest
  @ValueSource(strings = {"udp:?local=127.0.0.1:0", "unixgram:?local="})
  void inputGoesAsMessagesAndTheAnswersArePrinted(String at) throws Exception {
    String address = at.startsWith("udp") ? at : at + directory.resolve("s");
    try (MessageChannel server = (MessageChannel) Qio.connect(address);
        QioProcess cat = QioProcess.start("cat", server.localAddress().orElseThrow())) {
      cat.input().write("question".getBytes(StandardCharsets.UTF_8));
      cat.input().flush();
      Envelope from = server.envelope();
      ByteBuffer message = ByteBuffer.allocate(100);
      assertTrue(server.await(IoCondition.IN, LIMIT), cat.err()::text);
      server.receive(message, from);
      assertEquals("question", StandardCharsets.UTF_8.decode(message.flip()).toString());
      server.send(ByteBuffer.wrap("answer".getBytes(StandardCharsets.UTF_8)), from);
      cat.input().close();
      assertEquals(0, cat.awaitExit(), cat.err()::text);
      assertEquals("answer", cat.out().text());
    }
  }

  @Rule("DGRAM-24")
  @Test
  void aPeerThatIsNotThereEndsIt() throws Exception {
    String address;
    try (QioChannel free = Qio.connect("udp:?local=127.0.0.1:0")) {
      address = free.localAddress().orElseThrow();
    }
    try (QioProcess cat = QioProcess.start("cat", address)) {
      cat.input().write("anybody?".getBytes(StandardCharsets.UTF_8));
      cat.input().close();
      assertTrue(cat.awaitExit() != 0);
      assertTrue(cat.err().text().contains(address), cat.err()::text);
    }
  }
}
