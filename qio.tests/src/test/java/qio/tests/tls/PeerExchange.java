package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.spi.tls.TlsSession;
import qio.tests.socket.Eventually;

/** Our end of what is done with every peer: how it is reached, and what goes both ways. */
final class PeerExchange {

  static final int SIZE = 2 << 20;

  private static final long LIMIT_SECONDS = 40;

  private PeerExchange() {}

  static byte[] data(long seed) {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  // ---- as a server ----

  static QioListener listen(String more) throws IOException {
    return Qio.listen("tls+tcp://127.0.0.1:0" + Certificates.SHARED.serverOptions() + more);
  }

  static String port(QioListener listener) {
    String address = listener.localAddress();
    return address.substring(address.lastIndexOf(':') + 1).replaceAll("\\D.*", "");
  }

  // ---- as a client ----

  /** One that was free a moment ago, for a program that cannot say which it has taken. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static String address(int port, String more) {
    return "tls+tcp://127.0.0.1:"
        + port
        + "?server-name=localhost&ca="
        + Certificates.SHARED.ca()
        + more;
  }

  static QioChannel connect(int port, String more) throws IOException {
    return Qio.connect(address(port, more));
  }

  /** For a server that does not say when it listens. */
  static QioChannel connectWhenUp(PeerProcess peer, int port, String more) {
    List<QioChannel> connected = new ArrayList<>();
    Eventually.holds(
        () -> "a server on " + port + ": " + peer.complaints(),
        () -> {
          try {
            connected.add(connect(port, more));
            return true;
          } catch (ConnectException notYet) {
            if (!peer.isAlive()) {
              throw new IOException("it has ended", notYet);
            }
            return false;
          }
        });
    return connected.getFirst();
  }

  // ---- both ----

  static void write(QioChannel channel, String text) throws IOException {
    channel.writeAll(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  static String readText(QioChannel channel, int length) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(length);
    channel.readAll(into);
    return new String(into.array(), StandardCharsets.US_ASCII);
  }

  /** Writes without waiting for who reads. */
  static FutureTask<Void> writing(QioChannel channel, byte[] bytes) {
    var task =
        new FutureTask<Void>(
            () -> {
              channel.writeAll(ByteBuffer.wrap(bytes));
              return null;
            });
    Thread.ofVirtual().start(task);
    return task;
  }

  /** What a program types reaches us, and what we write is printed by it, at the same time. */
  static void bothWays(PeerProcess peer, QioChannel channel) throws Exception {
    byte[] there = data(1);
    byte[] back = data(2);
    CompletableFuture<Void> typed = peer.typing(there);
    var written = writing(channel, back);
    ByteBuffer got = ByteBuffer.allocate(SIZE);
    channel.readAll(got);
    assertArrayEquals(there, got.array());
    typed.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    written.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    peer.awaitPrinted(SIZE + " bytes", bytes -> bytes.length >= SIZE);
    assertArrayEquals(back, peer.printed());
  }

  /** A strict end: one without a farewell would be an exception. */
  static void assertEnd(QioChannel channel) throws IOException {
    assertEquals(QioChannel.EOF, channel.read(ByteBuffer.allocate(1)), "the peer's farewell");
  }

  static TlsSession session(QioChannel channel) {
    return channel.facts(TlsSession.class).orElseThrow();
  }

  /** What was agreed on, and that the peer is who it should be. */
  static void assertAgreed(String version, Path peerCertificate, QioChannel channel)
      throws Exception {
    TlsSession session = session(channel);
    assertEquals(version, session.protocol());
    assertEquals(
        Certificates.read(peerCertificate), session.peerCertificates().getFirst(), "the peer's");
  }
}
