package qio.api.channel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A channel as a stream to read. */
final class ChannelInputStream extends InputStream {

  private final QioChannel channel;
  private final byte[] one = new byte[1];

  ChannelInputStream(QioChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read() throws IOException {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    ByteBuffer dst = ByteBuffer.wrap(bytes, offset, length);
    for (; ; ) {
      int n = channel.read(dst);
      if (n != QioChannel.WOULD_BLOCK && (n != 0 || length == 0)) {
        return n;
      }
      if (n != 0) { // 0 is an empty message, of which a stream of bytes shows nothing
        channel.await(IoCondition.IN);
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
