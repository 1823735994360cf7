package qio.spi.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.WatchSource;
import qio.api.channel.WriteFlag;

/**
 * Reads one descriptor and writes another: standard input and output as one channel. It stands on
 * two channels that nobody else sees, and whose gates therefore are not passed.
 */
final class StdioChannel extends QioChannel {

  private final NativeChannel in;
  private final NativeChannel out;

  /** Owns both channels from now on. */
  StdioChannel(String address, NativeChannel in, NativeChannel out) {
    super(address);
    this.in = in;
    this.out = out;
    setFeature(ChannelFeature.CONCURRENT_IO);
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    return in.ioReadv(dsts, offset, length, received, flags);
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    return out.ioWritev(srcs, offset, length, sent, flags);
  }

  /**
   * Errors and hang-ups are told of the side that is watched: a watch for reading is not to be
   * woken for ever because standard output is gone. Of both sides if neither is.
   */
  @Override
  protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
    boolean reading = conditions.contains(IoCondition.IN) || conditions.contains(IoCondition.PRI);
    boolean writing = conditions.contains(IoCondition.OUT);
    int asked = IoCondition.toReadiness(conditions);
    return new SplitWatch(
        this,
        conditions,
        reading || !writing
            ? in.ioCreateWatch(IoCondition.fromReadiness(asked & ~IoCondition.OUT.bit()))
            : null,
        writing || !reading
            ? out.ioCreateWatch(
                IoCondition.fromReadiness(asked & ~(IoCondition.IN.bit() | IoCondition.PRI.bit())))
            : null);
  }

  @Override
  protected void ioSetAioFdHandler(
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write)
      throws IOException {
    in.ioSetAioFdHandler(readContext, read, readContext, null);
    out.ioSetAioFdHandler(writeContext, null, writeContext, write);
  }

  /** Transfers wait in neither mode, so there is nothing to change. */
  @Override
  protected void ioSetBlocking(boolean blocking) {}

  @Override
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
    return side(condition).ioAwait(condition, timeoutNanos);
  }

  @Override
  protected void ioWake(IoCondition condition) {
    side(condition).ioWake(condition);
  }

  private NativeChannel side(IoCondition condition) {
    return condition == IoCondition.OUT ? out : in;
  }

  @Override
  protected void ioClose() throws IOException {
    try (in) {
      out.close();
    }
  }
}
