package qio.tests.qemu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.QioListener;
import qio.tests.cli.RunningRelay;
import qio.tests.socket.Eventually;
import qio.tests.socket.Peer;
import qio.tests.tls.Certificates;

/** A real disk served by qemu-nbd and read by the example client, over UNIX and TCP sockets. */
class NbdIT {

  private static final int IMAGE_SIZE = 16 << 20;

  @TempDir Path folder;
  private byte[] content;
  private Path image;

  @BeforeAll
  static void qemu() {
    Peer.assumeInstalled("qemu-nbd");
    Peer.assumeInstalled("qemu-img");
  }

  @BeforeEach
  void disk() throws IOException {
    content = new byte[IMAGE_SIZE];
    new Random(11).nextBytes(content);
    image = Files.write(folder.resolve("disk.raw"), content);
  }

  private Peer serve(String address, String... where) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("qemu-nbd", "-t", "-e", "8", "-f", "raw", "-x", "disk"));
    command.addAll(List.of(where));
    command.add(image.toString());
    Peer server = Peer.start(command);
    Eventually.holds(
        "qemu-nbd listens on " + address,
        () -> {
          try {
            Qio.connect(address).close();
            return true;
          } catch (ConnectException notYet) {
            return !server.isAlive();
          }
        });
    return server;
  }

  private static String freePort() throws IOException {
    try (QioListener free = Qio.listen("tcp://127.0.0.1:0")) {
      return free.localAddress().substring("tcp://127.0.0.1:".length());
    }
  }

  @Test
  void theWholeDiskOverAUnixSocket() throws Exception {
    String path = folder.resolve("nbd.sock").toString();
    try (Peer server = serve("unix:" + path, "-k", path)) {
      assertTrue(server.isAlive());
      assertArrayEquals(content, NbdExample.read("unix:" + path, "disk", folder));
    }
  }

  @Test
  void theWholeDiskOverTcp() throws Exception {
    String port = freePort();
    String address = "tcp://127.0.0.1:" + port;
    try (Peer server = serve(address, "-b", "127.0.0.1", "-p", port)) {
      assertTrue(server.isAlive());
      assertArrayEquals(content, NbdExample.read(address, "disk", folder));
    }
  }

  @Test
  void anExportThatIsNotThereIsTold() throws Exception {
    String path = folder.resolve("nbd.sock").toString();
    try (Peer server = serve("unix:" + path, "-k", path)) {
      assertTrue(server.isAlive());
      NbdExample.Output output = NbdExample.run("unix:" + path, "other", "null:");
      assertEquals(1, output.status());
      assertTrue(output.text().contains("no such export"), output.text());
    }
  }

  /** The connection turns to TLS in its middle; without that the server opens no disk. */
  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void theWholeDiskOverTlsStartedInTheMiddle(String version) throws Exception {
    Certificates certificates = Certificates.SHARED;
    String port = freePort();
    String address = "tcp://127.0.0.1:" + port;
    String object = QemuTls.server(folder, version);
    String[] where = {"-b", "127.0.0.1", "-p", port, "--object", object, "--tls-creds", "tls0"};
    String[] mutual = {
      certificates.ca().toString(),
      "localhost",
      certificates.clientCert().toString(),
      certificates.clientKey().toString()
    };
    try (Peer server = serve(address, where)) {
      assertTrue(server.isAlive());
      NbdExample.Output plain = NbdExample.run(address, "disk", "null:");
      assertEquals(1, plain.status());
      assertTrue(plain.text().contains("TLS"), plain.text());
      assertArrayEquals(content, NbdExample.read(address, "disk", folder, mutual));
    }
  }

  /** qemu-img writes a disk through our relay, and reads it back through it. */
  @Test
  void qemuImgThroughTheRelay() throws Exception {
    String path = folder.resolve("nbd.sock").toString();
    byte[] other = new byte[IMAGE_SIZE];
    new Random(12).nextBytes(other);
    Path source = Files.write(folder.resolve("source.raw"), other);
    try (Peer server = serve("unix:" + path, "-k", path);
        RunningRelay relay = RunningRelay.start("tcp://127.0.0.1:0", "unix:" + path)) {
      assertTrue(server.isAlive());
      String url = relay.address().replace("tcp:", "nbd:") + "/disk";
      convert("-n", "-f", "raw", "-O", "raw", source.toString(), url);
      assertArrayEquals(other, Files.readAllBytes(image));
      Path back = folder.resolve("back.raw");
      convert("-f", "raw", "-O", "raw", url, back.toString());
      assertArrayEquals(other, Files.readAllBytes(back));
    }
  }

  private static void convert(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("qemu-img", "convert"));
    command.addAll(List.of(arguments));
    try (Peer peer = Peer.start(command)) {
      assertEquals(0, peer.end());
    }
  }
}
