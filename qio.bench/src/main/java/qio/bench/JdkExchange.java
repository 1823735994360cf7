package qio.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** An echo over the JDK's socket channels, both ends in this process. */
final class JdkExchange implements Exchange {

  private final SocketChannel channel;
  private final Thread echo;
  private final ByteBuffer out;
  private final ByteBuffer in;

  private JdkExchange(SocketChannel channel, Thread echo, int size) {
    this.channel = channel;
    this.echo = echo;
    this.out = ByteBuffer.allocateDirect(size);
    this.in = ByteBuffer.allocateDirect(size);
  }

  static JdkExchange open(int size) throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel client = SocketChannel.open(listener.getLocalAddress());
      SocketChannel server = listener.accept();
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      server.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return new JdkExchange(client, Thread.startVirtualThread(() -> echo(server, size)), size);
    }
  }

  private static void echo(SocketChannel server, int size) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    try (server) {
      while (fill(server, buffer)) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          server.write(buffer);
        }
        buffer.clear();
      }
    } catch (IOException e) {
      throw new IllegalStateException("the echo broke", e);
    }
  }

  private static boolean fill(SocketChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void roundTrip() throws IOException {
    out.clear();
    while (out.hasRemaining()) {
      channel.write(out);
    }
    if (!fill(channel, in.clear())) {
      throw new EOFException("the echo went away");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Joining.join(echo);
  }
}
