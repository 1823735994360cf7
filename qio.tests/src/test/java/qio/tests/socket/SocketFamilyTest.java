package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.Rule;

/** Which families a listener without a host serves, and which of a host's addresses are tried. */
class SocketFamilyTest {

  @BeforeEach
  void bothFamiliesAreHere() {
    SocketKind.NATIVE_TCP6.assumeUsable();
  }

  private static String port(QioListener listener) {
    String address = listener.localAddress();
    return address.substring(address.lastIndexOf(':') + 1);
  }

  private static boolean answers(QioListener listener, String host) throws IOException {
    try (QioChannel client = Qio.connect("tcp://" + host + ":" + port(listener));
        QioChannel server = listener.accept()) {
      return client.isOpen() && server.isOpen();
    } catch (ConnectException refused) {
      return false;
    }
  }

  @Rule("SOCK-23")
  @ParameterizedTest
  @CsvSource({
    "native, '', true, true",
    "native, ipv4=on, true, false",
    "native, ipv6=off, true, false",
    "native, ipv6=on, false, true",
    "native, ipv4=off, false, true",
    "native, ipv4=on&ipv6=on, true, true",
    "nio, '', true, true",
    "nio, ipv4=on, true, false",
    "nio, ipv6=off, true, false",
    "nio, ipv4=on&ipv6=on, true, true"
  })
  void aListenerWithoutAHostServesTheFamiliesItWasGiven(
      String engine, String options, boolean four, boolean six) throws Exception {
    try (QioListener listener = Qio.listen("tcp://:0?engine=" + engine + "&" + named(options))) {
      assertEquals(four, answers(listener, "127.0.0.1"), "over IPv4");
      assertEquals(six, answers(listener, "[::1]"), "over IPv6");
    }
  }

  private static String named(String options) {
    return options.isEmpty() ? "backlog=5" : options;
  }

  @Rule("SOCK-23")
  @Test
  void thePortableEngineCannotServeIpv6Alone() {
    var failure =
        assertThrows(SocketException.class, () -> Qio.listen("tcp://:0?engine=nio&ipv4=off"));
    assertTrue(failure.getMessage().contains("nio engine"), failure::getMessage);
    assertTrue(
        failure.getMessage().contains("--enable-native-access=qio.posix"), failure::getMessage);
  }

  @Rule("SOCK-23")
  @Test
  void aPortThatIsTakenInIpv4IsServedInIpv6UnlessBothWereAskedFor() throws Exception {
    try (QioListener four = Qio.listen("tcp://0.0.0.0:0")) {
      String port = port(four);
      assertThrows(BindException.class, () -> Qio.listen("tcp://:" + port + "?ipv4=on&ipv6=on"));
      try (QioListener six = Qio.listen("tcp://:" + port)) {
        assertTrue(answers(six, "[::1]"));
        assertTrue(answers(four, "127.0.0.1"), "the first one is unharmed");
      }
    }
  }

  @Rule("SOCK-23")
  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void onlyAddressesOfTheFamilyAreTried(String engine) throws Exception {
    try (QioListener listener = Qio.listen("tcp://127.0.0.1:0")) {
      String address = listener.localAddress();
      Qio.connect(address + "?ipv6=off&engine=" + engine).close();
      var failure =
          assertThrows(
              UnknownHostException.class,
              () -> Qio.connect(address + "?ipv4=off&engine=" + engine));
      assertTrue(failure.getMessage().startsWith(address + ": "), failure::getMessage);
      assertTrue(failure.getMessage().contains("no IPv6 address"), failure::getMessage);
    }
  }

  @Rule("SOCK-23")
  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void aScopeNamesTheInterface(String engine) throws Exception {
    NetworkInterface over = linkLocal();
    InetAddress local =
        over.inetAddresses().filter(SocketFamilyTest::isLinkLocal6).findFirst().orElseThrow();
    String bare = local.getHostAddress().replaceFirst("%.*", "");
    String host = "tcp://[" + bare + "%25" + over.getName() + "]";
    try (QioListener listener = Qio.listen(host + ":0?engine=" + engine);
        QioChannel client = Qio.connect(host + ":" + port(listener) + "?engine=" + engine);
        QioChannel server = listener.accept()) {
      Bytes.send(client, "s");
      assertEquals("s", Bytes.receive(server, 1));
      assertTrue(listener.localAddress().contains("%25"), listener::localAddress);
      Qio.connect(listener.localAddress()).close();
    }
    String unknown = "tcp://[fe80::1%25no-such-if]:1";
    var failure = assertThrows(UnknownHostException.class, () -> Qio.connect(unknown));
    assertTrue(failure.getMessage().startsWith(unknown + ": "), failure::getMessage);
  }

  private static boolean isLinkLocal6(InetAddress each) {
    return each instanceof Inet6Address && each.isLinkLocalAddress();
  }

  private static NetworkInterface linkLocal() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .filter(each -> each.inetAddresses().anyMatch(SocketFamilyTest::isLinkLocal6))
        .findFirst()
        .orElseGet(() -> Assumptions.abort("no link-local IPv6 address here"));
  }
}
