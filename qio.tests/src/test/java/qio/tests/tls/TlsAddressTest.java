package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.spi.LayerRole;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.spi.tls.TlsOptions;

/**
 * TLS as a host reaches it: by address, over sockets, with everything that can be wrong in an
 * address.
 */
class TlsAddressTest {

  private static final Certificates FILES = Certificates.SHARED;

  @TempDir Path dir;

  private static CompletableFuture<Void> echo(QioListener listener) {
    return CompletableFuture.runAsync(
        () -> {
          try (QioChannel server = listener.accept()) {
            ByteBuffer bytes = ByteBuffer.allocate(5);
            server.readAll(bytes);
            server.writeAll(bytes.flip());
            server.read(ByteBuffer.allocate(1));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  private static void hello(String address, CompletableFuture<Void> server) throws Exception {
    try (QioChannel client = Qio.connect(address)) {
      client.writeAll(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer back = ByteBuffer.allocate(5);
      client.readAll(back);
      assertEquals("hello", new String(back.array(), StandardCharsets.US_ASCII));
    }
    server.get(30, TimeUnit.SECONDS);
  }

  private static String port(QioListener listener) {
    return listener.localAddress().replaceAll("^.*://[^?]*:(\\d+).*$", "$1");
  }

  @ParameterizedTest
  @CsvSource({"tls://,tls://", "tls+tcp://,tls+tcp://"})
  void overTcp(String listening, String connecting) throws Exception {
    try (QioListener listener = Qio.listen(listening + "127.0.0.1:0" + FILES.serverOptions())) {
      hello(connecting + "127.0.0.1:" + port(listener) + "?ca=" + FILES.ca(), echo(listener));
    }
  }

  @Test
  void overUnix() throws Exception {
    Path path = dir.resolve("s");
    try (QioListener listener = Qio.listen("tls+unix:" + path + FILES.serverOptions())) {
      hello("tls+unix:" + path + "?server-name=localhost&ca=" + FILES.ca(), echo(listener));
    }
  }

  @Test
  void upgradedInMidStream() throws Exception {
    MemoryPair pair = MemoryChannels.pair();
    pair.first().writeAll(ByteBuffer.wrap("STARTTLS\n".getBytes(StandardCharsets.US_ASCII)));
    pair.second().readAll(ByteBuffer.allocate(9));
    try (QioChannel client = TlsPairs.client(pair.first(), QioOptions.none());
        QioChannel server = TlsPairs.server(pair.second(), QioOptions.none())) {
      CompletableFuture<Void> written =
          CompletableFuture.runAsync(
              () -> {
                try {
                  client.writeAll(ByteBuffer.allocate(100_000));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              },
              task -> Thread.ofVirtual().start(task));
      server.readAll(ByteBuffer.allocate(100_000));
      written.get(30, TimeUnit.SECONDS);
    }
  }

  // ---- mistakes ----

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }

  @Test
  void mistakesInAnAddressAreToldWithTheAddressAndLeaveNothingOpen() throws Exception {
    Runnable mistakes =
        () -> {
          refuse(NoSuchFileException.class, "?cert=/no/such.pem", "/no/such.pem");
          refuse(
              SSLKeyException.class, "?cert=" + FILES.cert() + "&key=" + FILES.clientKey(), "fit");
          refuse(SSLKeyException.class, "?cert=" + FILES.cert(), "no private key");
          refuse(InvalidAddressException.class, "", "cert=FILE");
          refuse(InvalidAddressException.class, "?certificate=x", "unknown option 'certificate'");
          refuse(
              InvalidAddressException.class, FILES.serverOptions() + "&tickets=maybe", "on or off");
          refuse(
              InvalidAddressException.class,
              FILES.serverOptions() + "&client-auth=must",
              "none, want, need");
          refuse(InvalidAddressException.class, FILES.serverOptions() + "&ciphers=RC4", "TLS_AES");
        };
    mistakes.run();
    long before = descriptors();
    mistakes.run();
    assertEquals(before, descriptors());
  }

  @Test
  void keysThatCannotBeReadLeaveNothingOpen() throws Exception {
    Path garbage = Files.writeString(dir.resolve("garbage.key"), "no key at all");
    Path store = keyStore("right");
    Runnable mistakes =
        () -> {
          refuse(Exception.class, "?cert=" + FILES.cert() + "&key=" + garbage, "garbage.key");
          refuse(Exception.class, "?cert=" + FILES.cert() + "&key=/no/such.key", "/no/such.key");
          refuse(Exception.class, "?cert=" + store + "&key-password=wrong", "password");
          assertThrows(InvalidAddressException.class, () -> Qio.connect("tls+tcp://:1"));
        };
    mistakes.run();
    long before = descriptors();
    mistakes.run();
    assertEquals(before, descriptors());
    Qio.listen("tls+tcp://127.0.0.1:0?cert=" + store + "&key-password=right").close();
  }

  /** The server's key and certificate in PKCS#12. */
  private Path keyStore(String password) throws Exception {
    var keys = (X509KeyManager) FILES.keyManagers()[0];
    String alias = keys.getServerAliases("EC", null)[0];
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own", keys.getPrivateKey(alias), password.toCharArray(), keys.getCertificateChain(alias));
    Path file = dir.resolve("server.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, password.toCharArray());
    }
    return file;
  }

  private static void refuse(Class<? extends Exception> type, String options, String part) {
    Exception e =
        assertThrows(Exception.class, () -> Qio.listen("tls+tcp://127.0.0.1:0" + options).close());
    assertInstanceOf(type, e);
    assertTrue(message(e).contains(part), () -> "no '" + part + "' in " + e);
  }

  @Test
  void aClientWithoutANameIsToldWhatToGive() {
    var e =
        assertThrows(
            InvalidAddressException.class, () -> Qio.connect("tls+unix:" + dir.resolve("s")));
    assertTrue(message(e).contains("server-name"), e::toString);
  }

  @Test
  void aHandshakeThatFailsClosesTheSocket() throws Exception {
    try (QioListener listener = Qio.listen("tls+tcp://127.0.0.1:0" + FILES.serverOptions())) {
      String wrongName =
          "tls+tcp://127.0.0.1:" + port(listener) + "?server-name=example.org&ca=" + FILES.ca();
      for (int i = 0; i < 3; i++) {
        refuseToConnect(listener, wrongName);
      }
      long before = descriptors();
      for (int i = 0; i < 10; i++) {
        refuseToConnect(listener, wrongName);
      }
      assertEquals(before, descriptors());
    }
  }

  private static void refuseToConnect(QioListener listener, String address) throws Exception {
    CompletableFuture<Exception> server =
        CompletableFuture.supplyAsync(
            () -> {
              try (QioChannel accepted = listener.accept()) {
                return assertThrows(
                    SSLException.class, () -> accepted.read(ByteBuffer.allocate(1)));
              } catch (IOException e) {
                return e;
              }
            },
            task -> Thread.ofVirtual().start(task));
    var e = assertThrows(SSLPeerUnverifiedException.class, () -> Qio.connect(address).close());
    assertTrue(message(e).contains("tls+tcp://127.0.0.1:" + port(listener)), e::toString);
    assertInstanceOf(SSLException.class, server.get(30, TimeUnit.SECONDS));
  }

  @Test
  void plainTextOnATlsPortIsToldOverASocket() throws Exception {
    try (QioListener listener = Qio.listen("tls+tcp://127.0.0.1:0" + FILES.serverOptions());
        Socket plain =
            new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port(listener)))) {
      plain.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      try (QioChannel server = listener.accept()) {
        var e = assertThrows(SSLException.class, () -> server.read(ByteBuffer.allocate(1)));
        assertTrue(message(e).contains("plain HTTP"), e::toString);
      }
    }
  }

  @Test
  void aPeerThatVanishesInTheHandshakeIsToldOverASocket() throws Exception {
    try (ServerSocket abrupt = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> hangingUp =
          CompletableFuture.runAsync(
              () -> {
                try (Socket accepted = abrupt.accept()) {
                  accepted.getInputStream().readNBytes(10);
                  accepted.setSoLinger(true, 0);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              },
              task -> Thread.ofVirtual().start(task));
      String address = "tls+tcp://127.0.0.1:" + abrupt.getLocalPort() + "?ca=" + FILES.ca();
      var e = assertThrows(IOException.class, () -> Qio.connect(address).close());
      hangingUp.get(30, TimeUnit.SECONDS);
      assertTrue(message(e).contains("handshake"), e::toString);
      assertTrue(message(e).contains("127.0.0.1:" + abrupt.getLocalPort()), e::toString);
    }
  }

  @Test
  void theFileOptionsAreFoundByTheHostAsTypedOptionsToo() throws Exception {
    MemoryPair pair = MemoryChannels.pair();
    try (QioChannel server =
            Qio.layer(
                "tls",
                LayerRole.SERVER,
                pair.second(),
                QioOptions.none()
                    .with(TlsOptions.CERT, FILES.cert())
                    .with("key", FILES.key().toString()));
        QioChannel client = TlsPairs.client(pair.first(), QioOptions.none())) {
      server.handshake();
      client.handshake().get(30, TimeUnit.SECONDS);
    }
  }

  private static long descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
