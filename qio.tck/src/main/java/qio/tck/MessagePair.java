package qio.tck;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import qio.api.channel.Envelope;
import qio.api.channel.IoCondition;
import qio.api.channel.MessageChannel;
import qio.api.channel.QioChannel;

/**
 * Two channels for messages: one that takes them from everybody, and one that is connected to it.
 *
 * @param server not connected
 * @param client connected to the server
 */
record MessagePair(MessageChannel server, MessageChannel client) implements AutoCloseable {

  private static MessagePair open(MessageSubject subject) throws Exception {
    MessageChannel server = subject.openBound();
    try {
      return new MessagePair(server, subject.connectTo(server.localAddress().orElseThrow()));
    } catch (Exception e) {
      server.close();
      throw e;
    }
  }

  /** Runs a test with a fresh pair in a setting. */
  static void with(MessageSubject subject, Setting setting, Use<MessagePair> body)
      throws Exception {
    setting.run(
        () -> {
          try (MessagePair pair = open(subject)) {
            setting.applyTo(pair.server);
            setting.applyTo(pair.client);
            body.with(pair);
          }
        });
  }

  /** Reads one message in either mode. */
  static int read(QioChannel channel, ByteBuffer dst) throws IOException {
    int n = channel.read(dst);
    while (n == QioChannel.WOULD_BLOCK) {
      assertTrue(channel.await(IoCondition.IN, Patience.limit()), "no message within the limit");
      n = channel.read(dst);
    }
    return n;
  }

  /** The next message as text. */
  static String read(QioChannel channel) throws IOException {
    ByteBuffer dst = ByteBuffer.allocate(1000);
    read(channel, dst);
    return Bytes.text(dst);
  }

  /** Receives one message in either mode. */
  static int receive(MessageChannel channel, ByteBuffer dst, Envelope envelope) throws IOException {
    int n = channel.receive(dst, envelope);
    while (n == QioChannel.WOULD_BLOCK) {
      assertTrue(channel.await(IoCondition.IN, Patience.limit()), "no message within the limit");
      n = channel.receive(dst, envelope);
    }
    return n;
  }

  /** The next message as text. */
  static String receive(MessageChannel channel, Envelope envelope) throws IOException {
    ByteBuffer dst = ByteBuffer.allocate(1000);
    receive(channel, dst, envelope);
    return Bytes.text(dst);
  }

  /** Lets the server learn who the client is. */
  Envelope introduced() throws IOException {
    Envelope envelope = server.envelope();
    client.writeAll(Bytes.of("hello"));
    receive(server, envelope);
    return envelope;
  }

  /** Waits until a message is there, and leaves it. */
  static void awaitMessage(QioChannel channel) throws IOException {
    assertTrue(channel.await(IoCondition.IN, Patience.limit()), "no message within the limit");
  }

  @Override
  public void close() throws IOException {
    try (server) {
      client.close();
    }
  }
}
