package org.example.qio.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;

/**
 * A disk in QEMU's own format, which only QEMU can read: what the client gets through qemu-nbd must
 * be what was put into it.
 */
final class NbdTest {

  private static final int DISK_SIZE = 6 << 20;
  private static final String MAIN = "qio.example.nbd/qio.example.nbd.Main";

  @TempDir Path folder;
  private byte[] content;
  private Path image;

  @BeforeAll
  static void qemu() {
    Program.assumeInstalled("qemu-nbd");
    Program.assumeInstalled("qemu-img");
  }

  @BeforeEach
  void disk() throws Exception {
    content = new byte[DISK_SIZE];
    new Random(17).nextBytes(content);
    Path raw = Files.write(folder.resolve("disk.raw"), content);
    image = folder.resolve("disk.qcow2");
    Program.Output made =
        Program.run(
            List.of(
                "qemu-img",
                "convert",
                "-c",
                "-f",
                "raw",
                "-O",
                "qcow2",
                raw.toString(),
                image.toString()));
    assertEquals(0, made.status(), made.text());
  }

  private Program serve(Path socket) throws IOException {
    Program server =
        Program.start(
            List.of(
                "qemu-nbd",
                "-t",
                "-e",
                "8",
                "-f",
                "qcow2",
                "-x",
                "disk",
                "-k",
                socket.toString(),
                image.toString()));
    Eventually.holds("qemu-nbd listens", () -> connects("unix:" + socket) || !server.isAlive());
    return server;
  }

  private static boolean connects(String address) throws IOException {
    try {
      Qio.connect(address).close();
      return true;
    } catch (ConnectException notYet) {
      return false;
    }
  }

  private static Program.Output nbd(boolean nativeAccess, String... arguments) throws Exception {
    return Program.run(Program.java("nbd", nativeAccess, MAIN, List.of(arguments)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theWholeDiskIsCopied(boolean nativeAccess) throws Exception {
    Path socket = folder.resolve("nbd.sock");
    Path copy = folder.resolve("copy.raw");
    try (Program server = serve(socket)) {
      Program.Output output =
          nbd(nativeAccess, "unix:" + socket, "disk", "file:" + copy + "?mode=w");
      assertEquals(new Program.Output(0, "disk: " + DISK_SIZE + " bytes\n"), output);
      assertArrayEquals(content, Files.readAllBytes(copy));
      assertTrue(server.isAlive());
    }
  }

  @Test
  void anExportThatIsNotThereIsTold() throws Exception {
    Path socket = folder.resolve("nbd.sock");
    try (Program server = serve(socket)) {
      Program.Output output = nbd(true, "unix:" + socket, "other", "null:");
      assertEquals(1, output.status(), output.text());
      assertTrue(output.text().contains("no such export"), output.text());
      assertTrue(server.isAlive());
    }
  }
}
