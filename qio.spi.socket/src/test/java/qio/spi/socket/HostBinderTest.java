package qio.spi.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.posix.SocketName;
import qio.tck.Rule;

/** A host with several addresses. */
@Rule("SOCK-33")
class HostBinderTest {

  private static SocketName place(String address, int port) throws IOException {
    return new SocketName.Inet(InetAddress.getByName(address), port);
  }

  private static List<ListeningChannel> listen(EngineKind kind, SocketName... places)
      throws IOException {
    SocketEngine engine = EngineKind.choose(Optional.of(kind));
    return new HostBinder(engine, "tcp://host.test:0", StreamSettings.none())
        .listen(List.of(places));
  }

  private static void close(List<ListeningChannel> all) throws IOException {
    for (ListeningChannel each : all) {
      each.close();
    }
  }

  private static String local(ListeningChannel socket) {
    return socket.localAddress().orElseThrow();
  }

  private static int port(ListeningChannel socket) {
    String local = local(socket);
    return Integer.parseInt(local.substring(local.lastIndexOf(':') + 1));
  }

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void allOfThemGetThePortThatTheFirstOneGot(EngineKind kind) throws Exception {
    List<ListeningChannel> sockets =
        listen(kind, place("127.0.0.1", 0), place("127.0.0.2", 0), place("127.0.0.1", 0));
    int port = port(sockets.getFirst());
    assertEquals(
        List.of("tcp://127.0.0.1:" + port, "tcp://127.0.0.2:" + port),
        sockets.stream().map(HostBinderTest::local).toList(),
        "an address that is there twice is listened on once");
    close(sockets);
  }

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void oneThatWorksIsEnough(EngineKind kind) throws Exception {
    List<ListeningChannel> busy = listen(kind, place("127.0.0.1", 0));
    int port = port(busy.getFirst());
    List<ListeningChannel> sockets =
        listen(
            kind,
            place("127.0.0.1", port), // in use
            place("192.0.2.1", port), // not of this machine
            place("127.0.0.2", port));
    assertEquals(
        List.of("tcp://127.0.0.2:" + port), sockets.stream().map(HostBinderTest::local).toList());
    close(sockets);
    close(busy);
  }

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void ifNoneWorksTheFirstFailureIsTold(EngineKind kind) throws Exception {
    List<ListeningChannel> busy = listen(kind, place("127.0.0.1", 0));
    int port = port(busy.getFirst());
    BindException failure =
        assertThrows(
            BindException.class,
            () -> listen(kind, place("127.0.0.1", port), place("192.0.2.1", port)));
    assertTrue(
        String.valueOf(failure.getMessage()).contains("another socket listens there"),
        failure::toString);
    close(busy);
  }
}
