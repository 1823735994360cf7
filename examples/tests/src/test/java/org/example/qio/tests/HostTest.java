package org.example.qio.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.ShutdownMode;

/**
 * The host application as its user runs it: a process with a module path, native access denied but
 * to qio.posix, and denied to that as well.
 */
final class HostTest {

  private static final String MAIN = "org.example.qio.host/org.example.qio.host.Main";

  @TempDir Path folder;

  private static List<String> host(boolean nativeAccess, String... arguments) {
    return Program.java("host", nativeAccess, MAIN, List.of(arguments));
  }

  @Test
  void providersAreThoseOfTheModulePath() throws Exception {
    Program.Output output = Program.run(host(true, "providers"));
    assertEquals(0, output.status(), output.text());
    List<String> lines =
        List.of(
            "file [file, stdio] of qio.spi.file: ready",
            "memory [mem, null] of qio.spi.memory: ready",
            "socket [fd, tcp, udp, unix, unixgram, vsock] of qio.spi.socket: ready",
            "tls [tls] of qio.spi.tls: ready");
    assertEquals(lines, output.text().lines().toList());
  }

  @Test
  void whatNeedsNativeAccessSaysWhichFlagAllowsIt() throws Exception {
    Program.Output output = Program.run(host(false, "copy", "vsock://2:1", "null:"));
    assertEquals(1, output.status(), output.text());
    assertTrue(output.text().startsWith("host: vsock://2:1"), output.text());
    assertTrue(output.text().contains("--enable-native-access=qio.posix"), output.text());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void upperAnswersOverTcp(boolean nativeAccess) throws Exception {
    try (Program server = Program.start(host(nativeAccess, "upper", "tcp://127.0.0.1:0"))) {
      String address = server.announced("listening on ");
      assertEquals("QIO: ÄÖ, 1 TO 3!", answer(address, "Qio: ÄÖ, 1 to 3!"));
      assertEquals("AGAIN", answer(address, "again"));
    }
  }

  /** The socket's file goes with the process. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void upperAnswersOverAUnixSocket(boolean nativeAccess) throws Exception {
    Path socket = folder.resolve("upper.sock");
    try (Program server = Program.start(host(nativeAccess, "upper", "unix:" + socket))) {
      String address = server.announced("listening on ");
      assertEquals("HELLO", answer(address, "hello"));
      Program.Output output = server.terminate();
      assertEquals(128 + 15, output.status(), output.text());
      assertFalse(Files.exists(socket));
    }
  }

  private static String answer(String address, String question) throws Exception {
    try (QioChannel channel = Qio.connect(address)) {
      channel.writeAll(ByteBuffer.wrap(question.getBytes(StandardCharsets.UTF_8)));
      channel.shutdown(ShutdownMode.WRITE);
      byte[] all = channel.asInputStream().readAllBytes();
      return new String(all, StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void copyMovesAFile(boolean nativeAccess) throws Exception {
    byte[] content = new byte[3 << 20];
    new Random(5).nextBytes(content);
    Path from = Files.write(folder.resolve("from"), content);
    Path to = folder.resolve("to");
    Program.Output output =
        Program.run(host(nativeAccess, "copy", "file:" + from, "file:" + to + "?mode=w"));
    assertEquals(new Program.Output(0, content.length + " bytes\n"), output);
    assertArrayEquals(content, Files.readAllBytes(to));
  }

  @Test
  void whatIsNotThereIsOneLine() throws Exception {
    Program.Output scheme = Program.run(host(true, "copy", "ftp://there", "null:"));
    assertEquals(1, scheme.status());
    assertTrue(scheme.text().startsWith("host: "), scheme.text());
    assertTrue(scheme.text().contains("ftp"), scheme.text());
    assertEquals(1, scheme.text().lines().count(), scheme.text());
    assertEquals(2, Program.run(host(true, "copy")).status());
  }
}
