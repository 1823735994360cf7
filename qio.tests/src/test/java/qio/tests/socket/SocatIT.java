package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.ShutdownMode;

/**
 * socat at the other end, as client and as server, with bytes and a half-close in both directions.
 */
class SocatIT {

  private static final int SIZE = 3 << 20;

  @BeforeAll
  static void socat() {
    Peer.assumeInstalled("socat");
  }

  private static byte[] data(long seed) {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void socatConnects(SocketKind kind) throws Exception {
    try (QioListener listener = kind.listen();
        Peer peer = Peer.start(List.of("socat", "-t10", "-", connectTo(listener.localAddress())));
        QioChannel server = listener.accept()) {
      exchange(peer, server);
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void socatListens(SocketKind kind) throws Exception {
    String address;
    try (QioListener free = kind.listen()) {
      address = free.localAddress();
    }
    try (Peer peer = Peer.start(List.of("socat", "-t10", listenOn(address), "-"));
        QioChannel client = connectWhenUp(kind, address, peer)) {
      exchange(peer, client);
    }
  }

  /** Both send at once and end their direction; both get all, then the end. */
  private static void exchange(Peer peer, QioChannel channel) throws Exception {
    byte[] there = data(1);
    byte[] back = data(2);
    var typing =
        Crew.PLATFORM.start(
            () -> {
              peer.input().write(there);
              peer.input().close();
              return null;
            });
    var printing = Crew.PLATFORM.start(() -> peer.output().readAllBytes());
    var writing =
        Crew.VIRTUAL.start(
            () -> {
              channel.writeAll(ByteBuffer.wrap(back));
              channel.shutdown(ShutdownMode.WRITE);
              return null;
            });
    assertArrayEquals(there, readToEnd(channel));
    typing.get();
    writing.get();
    assertArrayEquals(back, printing.get());
    assertEquals(0, peer.end());
  }

  private static QioChannel connectWhenUp(SocketKind kind, String address, Peer peer) {
    List<QioChannel> connected = new ArrayList<>();
    Eventually.holds(
        "socat listens on " + address,
        () -> {
          try {
            connected.add(Qio.connect(kind.with(address)));
            return true;
          } catch (ConnectException notYet) {
            if (!peer.isAlive()) {
              throw new IOException("socat has ended", notYet);
            }
            return false;
          }
        });
    return connected.getFirst();
  }

  private static byte[] readToEnd(QioChannel channel) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream(SIZE);
    channel.asInputStream().transferTo(all);
    return all.toByteArray();
  }

  private static String connectTo(String address) {
    if (address.startsWith("unix:@")) {
      return "ABSTRACT-CONNECT:" + address.substring("unix:@".length());
    }
    return address.startsWith("unix:")
        ? "UNIX-CONNECT:" + address.substring("unix:".length())
        : (address.startsWith("tcp://[") ? "TCP6:" : "TCP4:")
            + address.substring("tcp://".length());
  }

  private static String listenOn(String address) {
    if (address.startsWith("unix:@")) {
      return "ABSTRACT-LISTEN:" + address.substring("unix:@".length());
    }
    if (address.startsWith("unix:")) {
      return "UNIX-LISTEN:" + address.substring("unix:".length()) + ",unlink-close=1";
    }
    String port = address.substring(address.lastIndexOf(':') + 1);
    return address.startsWith("tcp://[")
        ? "TCP6-LISTEN:" + port + ",bind=[::1],reuseaddr"
        : "TCP4-LISTEN:" + port + ",bind=127.0.0.1,reuseaddr";
  }
}
