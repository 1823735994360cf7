package qio.spi.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Optional;
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
import qio.api.channel.ShutdownMode;
import qio.api.channel.WatchSource;
import qio.api.channel.WriteFlag;
import qio.posix.PosixDescriptor;

/** Reads a child's standard output and writes its standard input. */
final class ChildChannel extends QioChannel {

  private final Direction in;
  private final Direction out;
  private final @Nullable PosixDescriptor inDescriptor; // null with the portable engine
  private final @Nullable PosixDescriptor outDescriptor; // likewise
  private final Ending ending;

  /** Owns all of it from now on. */
  ChildChannel(String address, ChildSide in, ChildSide out, Ending ending) {
    super(address);
    this.in = new Direction(in, IoCondition.IN);
    this.out = new Direction(out, IoCondition.OUT);
    this.inDescriptor = in instanceof NativeSide side ? side.descriptor() : null;
    this.outDescriptor = out instanceof NativeSide side ? side.descriptor() : null;
    this.ending = ending;
    setFeature(ChannelFeature.SHUTDOWN);
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
    if (in.isEnded()) {
      return EOF;
    }
    try {
      return in.side().move(dsts, offset, length);
    } catch (ClosedChannelException e) {
      if (in.isEnded()) {
        return EOF; // ended meanwhile
      }
      throw e;
    }
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    if (!out.isEnded()) {
      try {
        return out.side().move(srcs, offset, length);
      } catch (IOException e) {
        if (!out.isEnded()) {
          throw refused(e);
        }
      }
    }
    throw new IOException(
        address() + ": writing was ended by shutdown; the child has read its end");
  }

  private IOException refused(IOException failure) {
    String child =
        ending
            .exit()
            .map(exit -> "the child has " + exit)
            .orElse("the child reads its standard input no more");
    return new IOException(
        address() + ": cannot be written, " + child + " (" + failure.getMessage() + ")", failure);
  }

  /** Errors and hang-ups are told of the side that is watched; of both if neither is. */
  @Override
  protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
    boolean reading = conditions.contains(IoCondition.IN) || conditions.contains(IoCondition.PRI);
    boolean writing = conditions.contains(IoCondition.OUT);
    if (reading == writing) {
      return new SplitWatch(this, conditions, in, out);
    }
    return (reading ? in : out).watch(this, conditions);
  }

  @Override
  protected void ioSetAioFdHandler(
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write)
      throws IOException {
    in.handle(this, readContext, read);
    out.handle(this, writeContext, write);
  }

  /** Transfers wait in neither mode, so there is nothing to change. */
  @Override
  protected void ioSetBlocking(boolean blocking) {}

  @Override
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
    boolean writing = condition == IoCondition.OUT;
    Direction direction = writing ? out : in;
    PosixDescriptor descriptor = writing ? outDescriptor : inDescriptor;
    if (direction.isEnded()) {
      return true;
    }
    if (descriptor == null) {
      return super.ioAwait(condition, timeoutNanos);
    }
    try {
      return descriptor.waiter().await(condition.bit(), timeoutNanos);
    } catch (ClosedChannelException e) {
      if (direction.isEnded()) {
        return true;
      }
      throw e;
    }
  }

  @Override
  protected void ioWake(IoCondition condition) {
    PosixDescriptor descriptor = condition == IoCondition.OUT ? outDescriptor : inDescriptor;
    if (descriptor != null) {
      descriptor.wake(condition.bit());
    }
  }

  @Override
  protected void ioShutdown(ShutdownMode mode) throws IOException {
    if (mode.endsWriting()) {
      out.end();
    }
    if (mode.endsReading()) {
      in.end();
    }
  }

  @Override
  protected <T> Optional<T> ioFacts(Class<T> kind) {
    ChildProcess child = ending.child();
    return kind.isInstance(child) ? Optional.of(kind.cast(child)) : Optional.empty();
  }

  @Override
  protected void ioClose() throws IOException {
    IOException failure = null;
    for (Direction each : List.of(out, in)) {
      try {
        each.end();
      } catch (IOException e) {
        failure = e; // the child is to be ended all the same
      }
    }
    try {
      ending.end();
    } catch (IOException e) {
      if (failure != null) {
        e.addSuppressed(failure);
      }
      throw e;
    }
    if (failure != null) {
      throw failure;
    }
  }
}
