package qio.tests.websocket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;
import qio.api.channel.QioTask;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;

/**
 * The other end of a WebSocket, which writes and reads bytes as they are, so that it can do what no
 * library does.
 *
 * @param wire its own end, with a deadline, so that no test hangs
 * @param channel our end, which is tested
 */
record RawPeer(QioChannel wire, QioChannel channel) implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  static final String REQUEST =
      """
      GET /chat?room=1 HTTP/1.1\r
      Host: server.example\r
      Upgrade: websocket\r
      Connection: keep-alive, Upgrade\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Sec-WebSocket-Version: 13\r
      """;

  /** A client that has said nothing yet; ours is the server. */
  static RawPeer client(QioOptions options) throws IOException {
    MemoryPair pair = MemoryChannels.pair();
    pair.first().setDeadline(LIMIT);
    QioChannel server = WsPairs.server(pair.second(), options);
    server.setDeadline(LIMIT);
    return new RawPeer(pair.first(), server);
  }

  /** A client whose handshake is done. */
  static RawPeer connected(QioOptions options) throws IOException {
    RawPeer peer = client(options);
    QioTask<Void> shaken = peer.channel.handshake();
    peer.send(REQUEST + "\r\n");
    String head = peer.head();
    assertTrue(head.startsWith("HTTP/1.1 101 "), head);
    shaken.await(LIMIT);
    return peer;
  }

  /** A server that has read nothing yet; ours is the client. */
  static RawPeer server(QioOptions options) throws IOException {
    MemoryPair pair = MemoryChannels.pair();
    pair.first().setDeadline(LIMIT);
    QioChannel client = WsPairs.client(pair.second(), options);
    client.setDeadline(LIMIT);
    return new RawPeer(pair.first(), client);
  }

  /** A server whose handshake is done. */
  static RawPeer accepted(QioOptions options) throws IOException {
    RawPeer peer = server(options);
    QioTask<Void> shaken = peer.channel.handshake();
    peer.send(answer(peer.head(), ""));
    shaken.await(LIMIT);
    return peer;
  }

  /** The answer of a server that accepts. */
  static String answer(String request, String more) {
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: "
        + accept(field(request, "Sec-WebSocket-Key"))
        + "\r\n"
        + more
        + "\r\n";
  }

  static String accept(String key) {
    try {
      String joined = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(joined.getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The value of a header in a head; empty if it is not there. */
  static String field(String head, String name) {
    return head.lines()
        .filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[]... parts) throws IOException {
    for (byte[] part : parts) {
      wire.writeAll(ByteBuffer.wrap(part));
    }
  }

  /** Everything up to an empty line. */
  String head() throws IOException {
    StringBuilder head = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (head.indexOf("\r\n\r\n") < 0) {
      if (wire.read(one.clear()) == QioChannel.EOF) {
        throw new EOFException("in the head: " + head);
      }
      head.append((char) (one.get(0) & 0xff));
    }
    return head.toString();
  }

  /** What is left until the end. */
  String rest() throws IOException {
    ByteBuffer all = ByteBuffer.allocate(100_000);
    while (wire.read(all) != QioChannel.EOF) {
      assertTrue(all.hasRemaining(), "no end");
    }
    return new String(all.array(), 0, all.position(), StandardCharsets.UTF_8);
  }

  Frame frame() throws IOException {
    ByteBuffer two = ByteBuffer.allocate(2);
    wire.readAll(two);
    int first = two.get(0) & 0xff;
    boolean masked = two.get(1) < 0;
    long length = two.get(1) & 0x7f;
    if (length == 126) {
      length = number(2);
    } else if (length == 127) {
      length = number(8);
    }
    byte[] key = new byte[masked ? 4 : 0];
    wire.readAll(ByteBuffer.wrap(key));
    byte[] payload = new byte[Math.toIntExact(length)];
    wire.readAll(ByteBuffer.wrap(payload));
    for (int i = 0; masked && i < payload.length; i++) {
      payload[i] ^= key[i % 4];
    }
    return new Frame(first, masked, payload);
  }

  private long number(int bytes) throws IOException {
    ByteBuffer number = ByteBuffer.allocate(8).position(8 - bytes);
    wire.readAll(number);
    return number.getLong(0);
  }

  /** All frames up to and including a close frame. */
  List<Frame> framesToClose() throws IOException {
    List<Frame> frames = new ArrayList<>();
    do {
      frames.add(frame());
    } while (!frames.getLast().isClose());
    return frames;
  }

  /** Reads from our end so many bytes as text. */
  String read(int count) throws IOException {
    ByteBuffer dst = ByteBuffer.allocate(count);
    channel.readAll(dst);
    return new String(dst.array(), StandardCharsets.UTF_8);
  }

  int readSome() throws IOException {
    return channel.read(ByteBuffer.allocate(1000));
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      wire.close();
    } catch (IOException e) {
      // it was left in the middle of something
    }
  }
}
