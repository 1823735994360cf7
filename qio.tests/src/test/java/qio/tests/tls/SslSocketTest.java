package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.tests.tls.PeerExchange.assertAgreed;
import static qio.tests.tls.PeerExchange.assertEnd;
import static qio.tests.tls.PeerExchange.readText;
import static qio.tests.tls.PeerExchange.session;
import static qio.tests.tls.PeerExchange.write;
import static qio.tests.tls.PeerExchange.writing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.QioTarget;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.ShutdownMode;
import qio.tck.Rule;

/**
 * The JDK's own sockets at the other end, as client and as server, in TLS 1.2 and 1.3. Each side
 * shows a certificate and verifies the other's.
 */
@Timeout(120)
class SslSocketTest {

  private static final Certificates FILES = Certificates.SHARED;
  private static final int LIMIT_SECONDS = 40;
  private static final String PROTOCOL = "qio/1";

  /** What the socket is; we are the other. */
  private enum SocketRole {
    CLIENT {
      @Override
      Meeting arrange(String version) throws Exception {
        return new AtOurListener(version);
      }
    },
    SERVER {
      @Override
      Meeting arrange(String version) throws Exception {
        return new AtTheirListener(version);
      }
    };

    abstract Meeting arrange(String version) throws Exception;
  }

  /** A place where the same two meet as often as they like. */
  private interface Meeting extends Closeable {
    Ends meet() throws Exception;
  }

  private record Ends(QioChannel ours, SSLSocket theirs) implements AutoCloseable {

    /** Bytes of both sides are under way at once. */
    void exchange() throws Exception {
      byte[] there = PeerExchange.data(1);
      byte[] back = PeerExchange.data(2);
      var sent =
          inBackground(
              () -> {
                theirs.getOutputStream().write(there);
                return true;
              });
      var written = writing(ours, back);
      var got = inBackground(() -> theirs.getInputStream().readNBytes(PeerExchange.SIZE));
      ByteBuffer into = ByteBuffer.allocate(PeerExchange.SIZE);
      ours.readAll(into);
      assertArrayEquals(there, into.array());
      assertArrayEquals(back, got.get(LIMIT_SECONDS, TimeUnit.SECONDS));
      assertTrue(sent.get(LIMIT_SECONDS, TimeUnit.SECONDS));
      written.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    void assertTheySee(String text) throws IOException {
      byte[] got = theirs.getInputStream().readNBytes(text.length());
      assertEquals(text, new String(got, StandardCharsets.US_ASCII));
    }

    void theyWrite(String text) throws IOException {
      theirs.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
      ours.close(); // first, as the other waits for our farewell in TLS 1.2
      theirs.close();
    }
  }

  private static <T> FutureTask<T> inBackground(Callable<T> work) {
    var task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task;
  }

  private static SSLContext context() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(FILES.keyManagers(), FILES.trustManagers(), null);
    return context;
  }

  private static void prepare(SSLSocket socket, String version) throws IOException {
    socket.setSoTimeout(LIMIT_SECONDS * 1000);
    socket.setEnabledProtocols(new String[] {version});
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {PROTOCOL});
    socket.setSSLParameters(parameters);
  }

  private static final class AtOurListener implements Meeting {
    private final String version;
    private final SSLContext context = context();
    private final QioListener listener =
        PeerExchange.listen("&client-auth=need&ca=" + FILES.ca() + "&alpn=other," + PROTOCOL);

    AtOurListener(String version) throws Exception {
      this.version = version;
    }

    @Override
    public Ends meet() throws Exception {
      int port = Integer.parseInt(PeerExchange.port(listener));
      var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
      prepare(socket, version);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setServerNames(List.of(new SNIHostName("localhost")));
      socket.setSSLParameters(parameters);
      return new Ends(listener.accept(), socket);
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  private static final class AtTheirListener implements Meeting {
    private final String version;
    private final SSLServerSocket listener;
    private final QioTarget target;

    AtTheirListener(String version) throws Exception {
      this.version = version;
      listener =
          (SSLServerSocket)
              context()
                  .getServerSocketFactory()
                  .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
      listener.setSoTimeout(LIMIT_SECONDS * 1000);
      listener.setNeedClientAuth(true);
      String more =
          "&cert=" + FILES.clientCert() + "&key=" + FILES.clientKey() + "&alpn=other," + PROTOCOL;
      target = Qio.target(PeerExchange.address(listener.getLocalPort(), more), QioOptions.none());
    }

    @Override
    public Ends meet() throws Exception {
      var accepted =
          inBackground(
              () -> {
                var socket = (SSLSocket) listener.accept();
                prepare(socket, version);
                socket.startHandshake();
                return socket;
              });
      QioChannel client = target.connect();
      return new Ends(client, accepted.get(LIMIT_SECONDS, TimeUnit.SECONDS));
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"CLIENT,TLSv1.2", "CLIENT,TLSv1.3", "SERVER,TLSv1.2", "SERVER,TLSv1.3"})
  void everyByteGoesBothWaysAndOurFarewellIsHeard(SocketRole role, String version)
      throws Exception {
    try (Meeting meeting = role.arrange(version);
        Ends ends = meeting.meet()) {
      ends.exchange();
      assertAgreed(version, FILES.cert(), ends.ours());
      assertEquals(version, ends.theirs().getSession().getProtocol());
      assertEquals(
          Certificates.read(role == SocketRole.CLIENT ? FILES.cert() : FILES.clientCert()),
          ends.theirs().getSession().getPeerCertificates()[0]);
      assertEquals(Optional.of(PROTOCOL), session(ends.ours()).applicationProtocol());
      assertEquals(PROTOCOL, ends.theirs().getApplicationProtocol());
      assertEquals(Optional.of("localhost"), session(ends.ours()).serverName());
      ends.ours().close();
      assertEquals(-1, ends.theirs().getInputStream().read(), "not cut short");
    }
  }

  @ParameterizedTest
  @CsvSource({"CLIENT,TLSv1.2", "CLIENT,TLSv1.3", "SERVER,TLSv1.2", "SERVER,TLSv1.3"})
  void theFarewellOfASocketIsTheEnd(SocketRole role, String version) throws Exception {
    try (Meeting meeting = role.arrange(version);
        Ends ends = meeting.meet()) {
      var answered = inBackground(() -> readText(ends.ours(), 2));
      ends.theyWrite("to");
      assertEquals("to", answered.get(LIMIT_SECONDS, TimeUnit.SECONDS));
      write(ends.ours(), "fro");
      ends.assertTheySee("fro");
      var closed =
          inBackground( // as in TLS 1.2 it waits for an answer
              () -> {
                ends.theirs().close();
                return true;
              });
      assertEnd(ends.ours());
      ends.ours().close();
      assertTrue(closed.get(LIMIT_SECONDS, TimeUnit.SECONDS));
    }
  }

  @Rule("TLS-8")
  @ParameterizedTest
  @EnumSource
  void aSocketThatHasEndedItsWritingReadsOn(SocketRole role) throws Exception {
    try (Meeting meeting = role.arrange("TLSv1.3");
        Ends ends = meeting.meet()) {
      var heard = inBackground(() -> readText(ends.ours(), 9));
      ends.theyWrite("that's it");
      ends.theirs().shutdownOutput();
      assertEquals("that's it", heard.get(LIMIT_SECONDS, TimeUnit.SECONDS));
      assertEnd(ends.ours());
      write(ends.ours(), "not yet for us");
      ends.ours().shutdown(ShutdownMode.WRITE);
      ends.assertTheySee("not yet for us");
      assertEquals(-1, ends.theirs().getInputStream().read());
    }
  }

  @Rule("TLS-8")
  @ParameterizedTest
  @EnumSource
  void weReadOnWhenWeHaveEndedOurWriting(SocketRole role) throws Exception {
    try (Meeting meeting = role.arrange("TLSv1.3");
        Ends ends = meeting.meet()) {
      var heard = inBackground(() -> readText(ends.ours(), 5));
      ends.theyWrite("hello");
      assertEquals("hello", heard.get(LIMIT_SECONDS, TimeUnit.SECONDS));
      write(ends.ours(), "that's it");
      ends.ours().shutdown(ShutdownMode.WRITE);
      ends.assertTheySee("that's it");
      assertEquals(-1, ends.theirs().getInputStream().read());
      ends.theyWrite("not yet for us");
      ends.theirs().shutdownOutput();
      assertEquals("not yet for us", readText(ends.ours(), 14));
      assertEnd(ends.ours());
    }
  }

  @ParameterizedTest
  @CsvSource({"CLIENT,TLSv1.2", "CLIENT,TLSv1.3", "SERVER,TLSv1.2", "SERVER,TLSv1.3"})
  void whoMeetsAgainResumesTheSession(SocketRole role, String version) throws Exception {
    try (Meeting meeting = role.arrange(version)) {
      try (Ends ends = meeting.meet()) {
        ends.exchange(); // with the data the client reads its ticket
        assertFalse(session(ends.ours()).isResumed());
      }
      try (Ends ends = meeting.meet()) {
        ends.exchange();
        assertTrue(session(ends.ours()).isResumed());
        assertAgreed(version, FILES.cert(), ends.ours());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void strangersResumeNothing(SocketRole role) throws Exception {
    for (int i = 0; i < 2; i++) {
      try (Meeting meeting = role.arrange("TLSv1.3");
          Ends ends = meeting.meet()) {
        ends.exchange();
        assertFalse(session(ends.ours()).isResumed());
      }
    }
  }
}
