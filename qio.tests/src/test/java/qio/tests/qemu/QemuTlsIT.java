package qio.tests.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.spi.tls.TlsSession;
import qio.tests.socket.Eventually;
import qio.tests.tls.Certificates;

/**
 * QEMU's own TLS channel at the other end, as a client of ours and as a server, both with
 * certificates: a machine is migrated to us, and from us to another QEMU.
 */
@Timeout(120)
class QemuTlsIT {

  private static final Certificates FILES = Certificates.SHARED;
  private static final Duration LIMIT = Duration.ofSeconds(40);

  @TempDir Path folder;

  @BeforeAll
  static void qemu() {
    Qemu.assumeInstalled();
  }

  private Qemu start(String name, String credentials, String... more) throws IOException {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("-machine", "pc", "-m", "16", "-object", credentials));
    options.addAll(List.of(more));
    Qemu machine =
        Qemu.start(Files.createDirectory(folder.resolve(name)), options.toArray(String[]::new));
    var _ =
        machine
            .control()
            .ask("migrate-set-parameters", "\"tls-creds\":\"tls0\",\"tls-hostname\":\"localhost\"");
    return machine;
  }

  private static void assertAgreed(String version, QioChannel channel, Path peer) throws Exception {
    TlsSession session = channel.facts(TlsSession.class).orElseThrow();
    assertEquals("TLSv" + version, session.protocol());
    assertEquals(Certificates.read(peer), session.peerCertificates().getFirst());
  }

  private static String port(QioListener listener) {
    String address = listener.localAddress();
    return address.substring(address.lastIndexOf(':') + 1).replaceAll("\\D.*", "");
  }

  /** All that comes; QEMU says no farewell. */
  private static byte[] everything(QioChannel channel) throws IOException {
    var all = new ByteArrayOutputStream();
    ByteBuffer part = ByteBuffer.allocate(65_536);
    while (channel.read(part) != QioChannel.EOF) {
      all.write(part.array(), 0, part.position());
      part.clear();
    }
    return all.toByteArray();
  }

  private static String status(Qemu machine, String question) throws IOException {
    return machine.control().ask(question, "") instanceof Map<?, ?> answer
        ? String.valueOf(answer.get("status"))
        : "none";
  }

  /** A machine that was sent to us, by a client that reads nothing: it must be given no tickets. */
  private byte[] migrateToUs(String version) throws Exception {
    String options =
        "?cert=%s&key=%s&client-auth=need&ca=%s&authorize=CN=client&tickets=off&relaxed-eof=on"
            .formatted(FILES.cert(), FILES.key(), FILES.ca());
    try (QioListener listener = Qio.listen("tls+tcp://127.0.0.1:0" + options);
        Qemu machine = start("source", QemuTls.client(folder, version))) {
      var _ = machine.control().ask("migrate", "\"uri\":\"tcp:127.0.0.1:" + port(listener) + "\"");
      try (QioChannel channel = listener.accept(LIMIT).orElseThrow()) {
        byte[] stream = everything(channel);
        assertAgreed(version, channel, FILES.clientCert());
        Eventually.holds(
            "it has been sent", () -> status(machine, "query-migrate").equals("completed"));
        machine.quit();
        return stream;
      }
    }
  }

  private static QioChannel connectWhenUp(String address) {
    List<QioChannel> connected = new ArrayList<>();
    Eventually.holds(
        "QEMU listens on " + address,
        () -> {
          try {
            connected.add(Qio.connect(address));
            return true;
          } catch (ConnectException notYet) {
            return false;
          }
        });
    return connected.getFirst();
  }

  private void migrateFromUs(String version, byte[] stream) throws Exception {
    String port;
    try (QioListener free = Qio.listen("tcp://127.0.0.1:0")) {
      port = port(free);
    }
    String address =
        "tls+tcp://127.0.0.1:%s?ca=%s&cert=%s&key=%s"
            .formatted(port, FILES.ca(), FILES.clientCert(), FILES.clientKey());
    try (Qemu machine =
        start("destination", QemuTls.server(folder, version), "-incoming", "defer")) {
      var _ = machine.control().ask("migrate-incoming", "\"uri\":\"tcp:127.0.0.1:" + port + "\"");
      assertEquals("inmigrate", status(machine, "query-status"));
      try (QioChannel channel = connectWhenUp(address)) {
        channel.writeAll(ByteBuffer.wrap(stream));
        assertAgreed(version, channel, FILES.cert());
      }
      Eventually.holds(
          "it has been received", () -> !status(machine, "query-status").equals("inmigrate"));
      assertEquals("completed", status(machine, "query-migrate"));
      machine.quit();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void aMachineIsMigratedToUsAndFromUs(String version) throws Exception {
    byte[] stream = migrateToUs(version);
    assertEquals("QEVM", new String(Arrays.copyOf(stream, 4), StandardCharsets.US_ASCII));
    assertTrue(stream.length > 100_000, () -> "the whole machine in " + stream.length + " bytes");
    migrateFromUs(version, stream);
  }
}
