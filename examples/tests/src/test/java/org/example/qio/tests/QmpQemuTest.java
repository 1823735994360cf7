package org.example.qio.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.example.qio.qmp.PassedDescriptor;
import org.example.qio.qmp.QmpClient;
import org.example.qio.qmp.QmpLimits;
import org.example.qio.qmp.QmpRefusedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.Qio;
import qio.api.channel.QioChannel;

/** The client and QEMU itself. */
final class QmpQemuTest {

  private static final int DISK_SIZE = 1 << 20;
  private static final String MAIN = "org.example.qio.qmp/org.example.qio.qmp.Main";

  @TempDir Path folder;
  private String address;
  private Program qemu;

  @BeforeAll
  static void installed() {
    Program.assumeInstalled("qemu-system-x86_64");
  }

  @BeforeEach
  void start() throws IOException {
    Path socket = folder.resolve("qmp.sock");
    address = "unix:" + socket;
    qemu =
        Program.start(
            List.of(
                "qemu-system-x86_64",
                "-machine",
                "none",
                "-nodefaults",
                "-display",
                "none",
                "-qmp",
                "unix:" + socket + ",server=on,wait=off"));
  }

  @AfterEach
  void stop() throws IOException {
    qemu.close();
  }

  private QmpClient connect() {
    return Eventually.found(
        "QEMU listens on " + address,
        () -> {
          try {
            return Optional.of(QmpClient.connect(address, QmpLimits.usual()));
          } catch (ConnectException notYet) {
            if (!qemu.isAlive()) {
              throw notYet;
            }
            return Optional.empty();
          }
        },
        20);
  }

  private static ObjectNode arguments() {
    return JsonNodeFactory.instance.objectNode();
  }

  @Test
  void commandsRefusalsEventsAndTheEnd() throws Exception {
    try (QmpClient client = connect()) {
      assertTrue(client.greeting().at("/version/qemu/major").asInt() >= 5);
      assertTrue(client.execute("query-status").has("running"));
      var refused = assertThrows(QmpRefusedException.class, () -> client.execute("no-such"));
      assertEquals("CommandNotFound", refused.errorClass());
      assertTrue(client.execute("query-qmp-schema").size() > 100, "a line of 200 KiB");
      var _ = client.execute("stop");
      assertEquals("STOP", client.nextEvent(Duration.ofSeconds(20)).orElseThrow().name());
      var _ = client.execute("quit");
      assertEquals("SHUTDOWN", client.nextEvent(Duration.ofSeconds(20)).orElseThrow().name());
      assertEquals(0, qemu.end().status());
    }
  }

  /** QEMU never learns the file's name, and serves what is in it. */
  @Test
  void aDiskIsServedOfWhichQemuGotTheDescriptorAlone() throws Exception {
    byte[] content = new byte[DISK_SIZE];
    new Random(23).nextBytes(content);
    Path image = Files.write(folder.resolve("disk.raw"), content);
    Path copy = folder.resolve("copy.raw");
    Path socket = folder.resolve("nbd.sock");
    try (QmpClient client = connect();
        QioChannel disk = Qio.connect("file:" + image + "?mode=rw")) {
      PassedDescriptor passed = client.addFd(disk.descriptor().orElseThrow(), "the disk");
      JsonNode sets = client.execute("query-fdsets");
      assertEquals(passed.set(), sets.at("/0/fdset-id").asInt());
      assertEquals("the disk", sets.at("/0/fds/0/opaque").asText());
      Files.delete(image); // from here on there is the descriptor only
      var _ =
          client.execute(
              "blockdev-add",
              arguments()
                  .put("driver", "file")
                  .put("node-name", "disk")
                  .put("filename", "/dev/fdset/" + passed.set()));
      ObjectNode where = arguments();
      where.putObject("addr").put("type", "unix").putObject("data").put("path", socket.toString());
      var _ = client.execute("nbd-server-start", where);
      var _ =
          client.execute(
              "block-export-add",
              arguments().put("type", "nbd").put("id", "e").put("node-name", "disk"));
      Program.Output output =
          Program.run(
              Program.java(
                  "nbd",
                  true,
                  "qio.example.nbd/qio.example.nbd.Main",
                  List.of("unix:" + socket, "disk", "file:" + copy + "?mode=w")));
      assertEquals(0, output.status(), output.text());
      assertArrayEquals(content, Files.readAllBytes(copy));
    }
  }

  @Test
  void namedDescriptorsAreTakenOnceEach() throws Exception {
    try (QmpClient client = connect();
        QioChannel file = Qio.connect("file:/dev/null?mode=rw")) {
      for (int i = 0; i < 20; i++) {
        client.getFd("d" + i, file.descriptor().orElseThrow());
      }
      for (int i = 0; i < 20; i++) {
        var _ = client.execute("closefd", arguments().put("fdname", "d" + i));
      }
      var gone = arguments().put("fdname", "d0");
      var refused = assertThrows(QmpRefusedException.class, () -> client.execute("closefd", gone));
      assertTrue(refused.description().contains("not found"), refused.description());
      var none = arguments().put("fdname", "none");
      assertThrows(QmpRefusedException.class, () -> client.execute("getfd", none));
    }
  }

  @Test
  void theProgramPassesAFile() throws Exception {
    connect().close();
    Program.Output status = Program.run(qmp(false, "query-status"));
    assertEquals(0, status.status(), status.text());
    assertTrue(status.text().contains("\"running\""), status.text());
    String[] add = {"add-fd", "{\"opaque\": \"x\"}", "file:/dev/null?mode=rw"};
    Program.Output added = Program.run(qmp(true, add));
    assertEquals(0, added.status(), added.text());
    assertTrue(added.text().contains("\"fdset-id\""), added.text());
    Program.Output denied = Program.run(qmp(false, add));
    assertEquals(1, denied.status(), denied.text());
    assertTrue(denied.text().contains("--enable-native-access=qio.posix"), denied.text());
  }

  private List<String> qmp(boolean nativeAccess, String... arguments) {
    List<String> all = new ArrayList<>(List.of(address));
    all.addAll(List.of(arguments));
    return Program.java("qmp", nativeAccess, MAIN, all);
  }
}
