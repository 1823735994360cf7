package qio.spi.memory;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.ReadFlag;
import qio.api.channel.SeekOrigin;
import qio.api.channel.WriteFlag;

/** Takes everything that is written and forgets it; a read finds the end at once. */
final class NullChannel extends MemoryChannel {

  private final Waiters nobodyWaits = new Waiters(() -> true);

  NullChannel() {
    super("null:");
    setFeature(ChannelFeature.SEEKABLE);
    setFeature(ChannelFeature.READ_MSG_PEEK);
    setFeature(ChannelFeature.CONCURRENT_IO);
  }

  @Override
  int readyNow() {
    return Readiness.READ | Readiness.WRITE;
  }

  @Override
  Waiters inputWaiters() {
    return nobodyWaits;
  }

  @Override
  Waiters outputWaiters() {
    return nobodyWaits;
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags) {
    return EOF;
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags) {
    return swallow(srcs, offset, length);
  }

  private static long swallow(ByteBuffer[] srcs, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += srcs[i].remaining();
      srcs[i].position(srcs[i].limit());
    }
    return sum;
  }

  @Override
  protected long ioPreadv(ByteBuffer[] dsts, int offset, int length, long position) {
    return EOF;
  }

  @Override
  protected long ioPwritev(ByteBuffer[] srcs, int offset, int length, long position) {
    return swallow(srcs, offset, length);
  }

  /** There is one position, 0, wherever the caller wants to go, and it is the end. */
  @Override
  protected long ioSeek(long offset, SeekOrigin origin) {
    return origin.searches() ? EOF : 0;
  }

  @Override
  protected void ioClose() {}
}
