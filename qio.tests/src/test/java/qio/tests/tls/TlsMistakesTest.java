package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.TruncatedStreamException;
import qio.spi.tls.PeerCertificateException;
import qio.spi.tls.TlsOptions;
import qio.tck.Rule;

/**
 * What can go wrong between two ends that speak TLS over TCP, or do not: the type of the exception,
 * the address and the cause in its message, and no descriptor left behind.
 */
@EnabledOnOs(OS.LINUX)
class TlsMistakesTest {

  private static final Certificates FILES = Certificates.SHARED;
  private static final int ROUNDS = 5;

  /** A mistake, made by both ends. */
  @FunctionalInterface
  private interface Mistake {
    void make() throws Exception;
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }

  private static void leavesNothing(Mistake mistake) throws Exception {
    mistake.make();
    mistake.make();
    long before = descriptors();
    for (int i = 0; i < ROUNDS; i++) {
      mistake.make();
    }
    long after = descriptors();
    assertTrue(after <= before, before + " descriptors, then " + after);
  }

  private static <T> FutureTask<T> inBackground(Callable<T> job) {
    var task = new FutureTask<>(job);
    Thread.ofVirtual().start(task);
    return task;
  }

  private static void assertTells(Exception e, Class<? extends Exception> type, String... words) {
    assertInstanceOf(type, e);
    String message = String.valueOf(e.getMessage());
    for (String word : words) {
      assertTrue(message.contains(word), () -> "no '" + word + "' in " + e);
    }
  }

  private static int port(QioListener listener) {
    return Integer.parseInt(listener.localAddress().replaceAll("^.*://[^?]*:(\\d+).*$", "$1"));
  }

  /** What a client is told that connects to a server of ours. */
  private static Exception refusal(String listen, QioOptions serving, String clientOptions)
      throws Exception {
    try (QioListener listener = Qio.listen(listen, serving)) {
      FutureTask<Exception> server =
          inBackground(
              () -> {
                try (QioChannel accepted = listener.accept()) {
                  return assertThrows(
                      IOException.class, () -> accepted.read(ByteBuffer.allocate(1)));
                }
              });
      String address = "tls+tcp://127.0.0.1:" + port(listener) + clientOptions;
      var told = assertThrows(IOException.class, () -> Qio.connect(address).close());
      assertTells(server.get(30, TimeUnit.SECONDS), SSLException.class, "tls+tcp://127.0.0.1:");
      assertTells(told, IOException.class, "tls+tcp://127.0.0.1:" + port(listener));
      return told;
    }
  }

  private static String serving() {
    return "tls+tcp://127.0.0.1:0" + FILES.serverOptions();
  }

  @Rule("TLS-4")
  @Test
  void aForeignCertificate() throws Exception {
    String options = "?ca=" + Certificates.foreign().ca();
    leavesNothing(
        () ->
            assertTells(
                refusal(serving(), QioOptions.none(), options),
                PeerCertificateException.class,
                "signed",
                "ca="));
  }

  @Rule("TLS-4")
  @Test
  void anExpiredCertificate() throws Exception {
    Certificates old = Certificates.expired();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(old.keyManagers(), null, null);
    QioOptions options = QioOptions.none().with(TlsOptions.SSL_CONTEXT, context);
    leavesNothing(
        () ->
            assertTells(
                refusal("tls+tcp://127.0.0.1:0", options, "?ca=" + old.ca()),
                PeerCertificateException.class,
                "expired"));
  }

  @Rule({"TLS-3", "TLS-4"})
  @Test
  void anotherName() throws Exception {
    leavesNothing(
        () ->
            assertTells(
                refusal(serving(), QioOptions.none(), "?server-name=example.org&ca=" + FILES.ca()),
                PeerCertificateException.class,
                "example.org"));
  }

  @Rule("TLS-13")
  @Test
  void plainTextToATlsPort() throws Exception {
    leavesNothing(
        () -> {
          try (QioListener listener = Qio.listen(serving());
              QioChannel plain = Qio.connect("tcp://127.0.0.1:" + port(listener));
              QioChannel server = listener.accept()) {
            plain.writeAll(
                ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            var e = assertThrows(IOException.class, () -> server.read(ByteBuffer.allocate(1)));
            assertTells(e, SSLException.class, "tls+tcp://127.0.0.1:", "plain HTTP");
          }
        });
  }

  @Rule("TLS-13")
  @Test
  void tlsToAPlainPort() throws Exception {
    leavesNothing(
        () -> {
          try (QioListener listener = Qio.listen("tcp://127.0.0.1:0")) {
            FutureTask<Void> server =
                inBackground(
                    () -> {
                      try (QioChannel accepted = listener.accept()) {
                        accepted.writeAll(
                            ByteBuffer.wrap(
                                "220 mail ready\r\n".getBytes(StandardCharsets.US_ASCII)));
                        while (accepted.read(ByteBuffer.allocate(1024)) >= 0) {
                          // until it has understood
                        }
                      } catch (IOException e) {
                        // a reset is as good
                      }
                      return null;
                    });
            String address = "tls+tcp://127.0.0.1:" + port(listener) + "?ca=" + FILES.ca();
            var e = assertThrows(IOException.class, () -> Qio.connect(address).close());
            server.get(30, TimeUnit.SECONDS);
            assertTells(e, SSLException.class, "127.0.0.1:" + port(listener), "220 mail");
          }
        });
  }

  @Rule("TLS-14")
  @Test
  void aPeerThatVanishesInTheHandshake() throws Exception {
    leavesNothing(
        () -> {
          try (ServerSocket abrupt = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FutureTask<Void> server =
                inBackground(
                    () -> {
                      try (Socket accepted = abrupt.accept()) {
                        accepted.getInputStream().readNBytes(10);
                        accepted.setSoLinger(true, 0);
                      }
                      return null;
                    });
            String address = "tls+tcp://127.0.0.1:" + abrupt.getLocalPort() + "?ca=" + FILES.ca();
            var e = assertThrows(IOException.class, () -> Qio.connect(address).close());
            server.get(30, TimeUnit.SECONDS);
            assertTells(e, IOException.class, "127.0.0.1:" + abrupt.getLocalPort(), "handshake");
          }
        });
  }

  @Rule("TLS-7")
  @Test
  void aPeerThatVanishesInMidRecord() throws Exception {
    leavesNothing(
        () -> {
          try (QioListener listener = Qio.listen("tcp://127.0.0.1:0");
              QioChannel below = Qio.connect("tcp://127.0.0.1:" + port(listener));
              QioChannel server =
                  TlsPairs.server(
                      listener.accept(), QioOptions.none().with(TlsOptions.TICKETS, false))) {
            FutureTask<Void> client =
                inBackground(
                    () -> {
                      QioChannel tls = TlsPairs.client(below, QioOptions.none());
                      tls.writeAll(ByteBuffer.allocate(1));
                      // The head of a record of 256 bytes, and the first of them.
                      below.writeAll(ByteBuffer.wrap(new byte[] {23, 3, 3, 1, 0, 1}));
                      below.close();
                      return null;
                    });
            server.readAll(ByteBuffer.allocate(1));
            client.get(30, TimeUnit.SECONDS);
            var e = assertThrows(IOException.class, () -> server.read(ByteBuffer.allocate(1)));
            assertTells(e, TruncatedStreamException.class, "tls+tcp://127.0.0.1:", "record");
          }
        });
  }
}
