package qio.tests.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tests.socket.Eventually;

/** QEMU's own channels at the other end: as servers on every kind of socket, and as a client. */
class QemuChardevIT {

  @TempDir Path folder;

  @BeforeAll
  static void qemu() {
    Qemu.assumeInstalled();
  }

  private static void converse(Qmp qmp) throws IOException {
    assertTrue(qmp.ask("query-status", "") instanceof Map<?, ?> status && status.size() > 1);
    assertTrue(qmp.refusal("no-such-command", "").contains("no-such-command"));
  }

  /** A second monitor on a chardev that we ask for over the first; then both are used. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix", "abstract"})
  void weConnectToItsServer(String kind) throws Exception {
    String path = folder.resolve("monitor").toString();
    String name = "qio-monitor-" + ProcessHandle.current().pid();
    String port = freePort();
    String chardev =
        switch (kind) {
          case "tcp" -> "host=127.0.0.1,port=" + port;
          case "unix" -> "path=" + path;
          default -> "abstract=on,path=" + name;
        };
    String address =
        switch (kind) {
          case "tcp" -> "tcp://127.0.0.1:" + port;
          case "unix" -> "unix:" + path;
          default -> "unix:@" + name;
        };
    try (Qemu machine =
        Qemu.start(
            folder,
            "-machine",
            "none",
            "-chardev",
            "socket,id=second,server=on,wait=off," + chardev,
            "-mon",
            "chardev=second,mode=control")) {
      for (int round = 0; round < 3; round++) {
        try (Qmp second = Qmp.connect(address)) {
          converse(second);
        }
      }
      converse(machine.control());
      machine.quit();
    }
  }

  /** QEMU dials us, and dials again once the connection has gone. */
  @Test
  void itConnectsToOurListenerAndComesBack() throws Exception {
    try (QioListener listener = Qio.listen("tcp://127.0.0.1:0");
        Qemu machine =
            Qemu.start(
                folder,
                "-machine",
                "none",
                "-chardev",
                "socket,id=out,server=off,reconnect=1,host=127.0.0.1,port=" + port(listener),
                "-mon",
                "chardev=out,mode=control")) {
      for (int round = 0; round < 2; round++) {
        QioChannel client = listener.accept(Duration.ofSeconds(30)).orElseThrow();
        try (Qmp monitor = Qmp.over(client)) {
          converse(monitor);
        }
      }
      machine.quit();
    }
  }

  @Test
  void itsPathGoesWhenItDoes() throws Exception {
    Path socket = folder.resolve("qmp.sock");
    try (Qemu machine = Qemu.start(folder, "-machine", "none")) {
      assertTrue(Files.exists(socket));
      machine.quit();
    }
    Eventually.holds("QEMU has removed its path", () -> !Files.exists(socket));
  }

  private static String port(QioListener listener) {
    return listener.localAddress().substring("tcp://127.0.0.1:".length());
  }

  private static String freePort() throws IOException {
    try (QioListener free = Qio.listen("tcp://127.0.0.1:0")) {
      return port(free);
    }
  }

  /** Its client end, told apart by its process number. */
  @Test
  void weSeeWhoItIs() throws Exception {
    try (Qemu machine = Qemu.start(folder, "-machine", "none");
        QioListener listener = Qio.listen("unix:" + folder.resolve("ours"))) {
      var _ =
          machine
              .control()
              .ask(
                  "chardev-add",
                  "\"id\":\"c\",\"backend\":{\"type\":\"socket\",\"data\":{\"server\":false,"
                      + "\"addr\":{\"type\":\"unix\",\"data\":{\"path\":\""
                      + folder.resolve("ours")
                      + "\"}}}}");
      try (QioChannel client = listener.accept(Duration.ofSeconds(20)).orElseThrow()) {
        var who = client.peerCredentials().orElseThrow();
        assertEquals(machine.pid(), who.pid());
      }
      machine.quit();
    }
  }
}
