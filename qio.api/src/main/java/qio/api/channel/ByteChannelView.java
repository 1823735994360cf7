package qio.api.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.util.List;
import java.util.Set;

/** A channel as {@code java.nio} sees it: what would block is 0 there, since -2 has no meaning. */
final class ByteChannelView implements ByteChannel, ScatteringByteChannel, GatheringByteChannel {

  private final QioChannel channel;

  ByteChannelView(QioChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    return (int) zeroIfBlocked(channel.read(dst));
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    return zeroIfBlocked(channel.readvFull(dsts, offset, length, null, Set.of()));
  }

  @Override
  public long read(ByteBuffer[] dsts) throws IOException {
    return read(dsts, 0, dsts.length);
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    return (int) zeroIfBlocked(channel.write(src));
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    return zeroIfBlocked(channel.writevFull(srcs, offset, length, List.of(), Set.of()));
  }

  @Override
  public long write(ByteBuffer[] srcs) throws IOException {
    return write(srcs, 0, srcs.length);
  }

  private static long zeroIfBlocked(long n) {
    return n == QioChannel.WOULD_BLOCK ? 0 : n;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
