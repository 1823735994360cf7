package qio.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.SeekOrigin;

class LegTest {

  private static QioChannel holding(String text) throws IOException {
    QioChannel memory = Qio.connect("mem:");
    memory.writeAll(ByteBuffer.wrap(text.getBytes()));
    memory.seek(0, SeekOrigin.SET);
    return memory;
  }

  private static Content content(Path directory, String text) throws IOException {
    return Hash.of(Files.writeString(directory.resolve("expected"), text));
  }

  @Test
  void theSameBytesAreGoodAndOneOtherIsNot(@TempDir Path directory) throws Exception {
    Content expected = content(directory, "the right bytes");
    for (String came : new String[] {"the right bytes", "the wrong bytes", "", "the right byte"}) {
      try (QioChannel source = holding(came);
          QioChannel nowhere = Qio.connect("null:")) {
        StepResult result = new Leg("step", source, nowhere, expected).run();
        assertEquals(came.equals("the right bytes"), result.good(), came);
        assertEquals(came.length(), result.found().bytes());
        assertEquals(result.good(), result.verdict().endsWith("  ok"));
      }
    }
  }

  @Test
  void theDigestIsSha256(@TempDir Path directory) throws Exception {
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        content(directory, "abc").digest());
  }

  @Test
  void aLegThatFailsEndsTheWayThoughOthersStillRun() throws Exception {
    try (QioListener listener = Qio.listen("mem:" + UUID.randomUUID());
        QioChannel silent = Qio.connect(listener.localAddress());
        QioChannel other = listener.accept();
        QioChannel nowhere = Qio.connect("null:");
        QioChannel closed = holding("x")) {
      closed.close();
      var way = new Way();
      way.start(new Leg("waits for ever", other, nowhere, new Content(0, "")));
      way.start(new Leg("fails", closed, silent, new Content(0, "")));
      assertThrows(IOException.class, way::await);
      assertTrue(other.isOpen());
      assertFalse(closed.isOpen());
    }
  }

  @Test
  void generatedFilesAreTheSameEachTimeAndGoneInTheEnd() throws Exception {
    Path file;
    Content first;
    try (DemoFiles files = DemoFiles.create()) {
      file = files.generate(2);
      first = Hash.of(file);
      assertEquals(2 << 20, first.bytes());
    }
    assertTrue(Files.notExists(file));
    assertTrue(Files.notExists(file.getParent()));
    try (DemoFiles files = DemoFiles.create()) {
      assertEquals(first, Hash.of(files.generate(2)));
    }
  }
}
