package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** A blocking channel: the JDK's own for sockets, or of who extends it, or a layer over one. */
class ChannelConnection implements Connection {

  private final ByteChannel channel;

  ChannelConnection(ByteChannel channel) {
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
