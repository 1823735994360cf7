package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A blocking {@link SocketChannel}: the JDK's own, or of who extends it. */
class ChannelConnection implements Connection {

  private final SocketChannel channel;

  ChannelConnection(SocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public final void sendAll(ByteBuffer src) throws IOException {
    while (src.hasRemaining()) {
      channel.write(src);
    }
  }

  @Override
  public final boolean receiveFully(ByteBuffer dst) throws IOException {
    while (dst.hasRemaining()) {
      if (channel.read(dst) < 0) {
        if (dst.position() > 0) {
          throw new IOException("the stream ended inside a message");
        }
        return false;
      }
    }
    return true;
  }

  @Override
  public final void close() throws IOException {
    channel.close();
  }
}
