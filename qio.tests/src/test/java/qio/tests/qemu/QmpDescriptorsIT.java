package qio.tests.qemu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.Qio;
import qio.api.channel.Descriptor;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.posix.PosixDescriptor;
import qio.posix.PosixSockets;
import qio.posix.SocketType;

/**
 * Descriptors that QEMU is given and then uses: a disk image, a listening socket, the line of a
 * serial port (S41 to S44).
 */
class QmpDescriptorsIT {

  private static final int IMAGE_SIZE = 1 << 20;

  @TempDir Path folder;

  @BeforeAll
  static void qemu() {
    Qemu.assumeInstalled();
  }

  /**
   * The firmware of the machine says its name on a serial port that is our end of a socket pair.
   */
  @Test
  void aSerialPortTalksThroughAPassedSocket() throws Exception {
    String[] devices = {
      "-machine",
      "pc,graphics=off",
      "-chardev",
      "null,id=line",
      "-device",
      "isa-serial,chardev=line"
    };
    PosixSockets.Pair line = PosixSockets.pair(SocketType.STREAM);
    try (QioChannel ours = Qio.adopt(line.first());
        PosixDescriptor theirs = line.second();
        Qemu machine = Qemu.start(folder, devices)) {
      var _ = machine.control().ask("getfd", "\"fdname\":\"line\"", theirs);
      theirs.close();
      String socket =
          "\"id\":\"line\",\"backend\":{\"type\":\"socket\",\"data\":{\"server\":false,"
              + "\"addr\":{\"type\":\"fd\",\"data\":{\"str\":\"line\"}}}}";
      var _ = machine.control().ask("chardev-change", socket);
      var _ = machine.control().ask("cont", "");
      assertTrue(heard(ours, "SeaBIOS"), "the firmware did not say its name");
      machine.quit();
      ours.setBlocking(false);
      assertTrue(endsSoon(ours), "QEMU has ended, and so has its end of the pair");
    }
  }

  /** Reads until some text has come. */
  private static boolean heard(QioChannel channel, String text) throws Exception {
    StringBuilder all = new StringBuilder();
    ByteBuffer part = ByteBuffer.allocate(1024);
    channel.setBlocking(false);
    while (all.indexOf(text) < 0) {
      int n = channel.read(part.clear());
      if (n == QioChannel.EOF
          || n == QioChannel.WOULD_BLOCK
              && !channel.await(IoCondition.IN, Duration.ofSeconds(30))) {
        return false;
      }
      all.append(StandardCharsets.ISO_8859_1.decode(part.flip()));
    }
    return true;
  }

  private static boolean endsSoon(QioChannel channel) throws Exception {
    ByteBuffer part = ByteBuffer.allocate(1024);
    int n = channel.read(part);
    while (n != QioChannel.EOF) {
      if (n == QioChannel.WOULD_BLOCK && !channel.await(IoCondition.IN, Duration.ofSeconds(10))) {
        return false;
      }
      n = channel.read(part.clear());
    }
    return true;
  }

  /**
   * QEMU serves a disk, of which it got only the open file, on a socket, of which it got only the
   * listening descriptor; what we read there is what we had written into the file.
   */
  @Test
  void aPassedImageIsServedOnAPassedListener() throws Exception {
    byte[] content = new byte[IMAGE_SIZE];
    new Random(7).nextBytes(content);
    Path image = Files.write(folder.resolve("disk.raw"), content);
    try (Qemu machine = Qemu.start(folder, "-machine", "none");
        QioChannel file = Qio.connect("file:" + image + "?mode=rw");
        QioListener listener = Qio.listen("unix:" + folder.resolve("nbd.sock"))) {
      Qmp control = machine.control();
      Descriptor open = file.descriptor().orElseThrow();
      var _ = control.ask("add-fd", "\"fdset-id\":1,\"opaque\":\"rdwr\"", open);
      Descriptor listening = listener.channel().descriptor().orElseThrow();
      var _ = control.ask("getfd", "\"fdname\":\"listener\"", listening);
      var _ =
          control.ask(
              "blockdev-add",
              "\"driver\":\"file\",\"node-name\":\"disk\",\"filename\":\"/dev/fdset/1\"");
      var _ =
          control.ask(
              "nbd-server-start", "\"addr\":{\"type\":\"fd\",\"data\":{\"str\":\"listener\"}}");
      var _ =
          control.ask(
              "block-export-add",
              "\"type\":\"nbd\",\"id\":\"e\",\"node-name\":\"disk\",\"writable\":true");
      assertArrayEquals(content, NbdExample.read(listener.localAddress(), "disk", folder));
      machine.quit();
    }
  }

  @Test
  void descriptorsArriveWholeHoweverTheCommandIsCut() throws Exception {
    Path file = Files.createFile(folder.resolve("some"));
    try (Qemu machine = Qemu.start(folder, "-machine", "none");
        QioChannel channel = Qio.connect("file:" + file + "?mode=rw")) {
      Descriptor open = channel.descriptor().orElseThrow();
      Qmp control = machine.control();
      var _ = control.ask("getfd", "\"fdname\":\"a\"", open);
      assertTrue(control.refusal("getfd", "\"fdname\":\"b\"").contains("file descriptor"));
      var _ = control.ask("closefd", "\"fdname\":\"a\"");
      assertTrue(control.refusal("closefd", "\"fdname\":\"a\"").contains("not found"));
      for (int i = 0; i < 3; i++) {
        assertTrue(control.ask("add-fd", "\"opaque\":\"" + i + "\"", open) instanceof Map);
      }
      Object sets = control.ask("query-fdsets", "");
      assertEquals(3, ((java.util.List<?>) sets).size());
      machine.quit();
    }
  }
}
