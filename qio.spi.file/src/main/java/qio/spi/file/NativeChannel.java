package qio.spi.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;
import qio.api.aio.Pollable;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.FdHandlers;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.SeekOrigin;
import qio.api.channel.ShutdownMode;
import qio.api.channel.WatchHandlers;
import qio.api.channel.WatchSource;
import qio.api.channel.WriteFlag;
import qio.posix.DescriptorKind;
import qio.posix.DescriptorMover;
import qio.posix.PosixDescriptor;

/**
 * A descriptor as a channel: a regular file, a pipe, a FIFO, a terminal or another device, a memory
 * file, an event counter.
 *
 * <p>The position is the kernel's, shared with whoever shares the open file description. What a
 * loop can wait for is watched by its number; the rest is always ready. {@code O_NONBLOCK} is
 * neither needed nor touched.
 */
final class NativeChannel extends QioChannel {

  private final PosixDescriptor descriptor;
  private final PosixDescriptor lent;
  private final Access access;
  private final Ending ending;
  private final ByteMover reader;
  private final ByteMover writer;
  private final DescriptorPosition position;
  private final PositionalTransfers positional;
  private final @Nullable DescriptorMover mover; // null if every byte must be read here
  private final @Nullable Pollable pollable; // null if it is always ready
  private final @Nullable FdHandlers handlers; // of a pollable
  private final WatchHandlers steadyHandlers; // of anything else

  private NativeChannel(
      String address,
      PosixDescriptor descriptor,
      DescriptorNature nature,
      Access access,
      Ending ending)
      throws IOException {
    super(address);
    this.descriptor = descriptor;
    this.lent = descriptor.lend();
    this.access = access;
    this.ending = ending;
    this.reader = reader(nature);
    this.writer = writer(nature);
    this.position = new DescriptorPosition(descriptor, address);
    this.positional = new PositionalTransfers(descriptor);
    this.mover =
        access.reads() && !mayHaveNoWriter(nature) ? new DescriptorMover(descriptor) : null;
    this.pollable = nature.pollable() ? Pollable.ofDescriptor(descriptor.number()) : null;
    this.handlers = pollable == null ? null : new FdHandlers(pollable);
    this.steadyHandlers = new WatchHandlers(this);
    if (nature.seekable()) {
      setFeature(ChannelFeature.SEEKABLE);
    }
    if (ending.canBeCompleted()) {
      setFeature(ChannelFeature.SHUTDOWN);
    }
    setFeature(ChannelFeature.CONCURRENT_IO);
  }

  /**
   * Makes the channel.
   *
   * @param descriptor an owned descriptor; still the caller's if no channel can be made
   */
  static NativeChannel over(String address, PosixDescriptor descriptor, Access access)
      throws IOException {
    return over(address, descriptor, access, Ending.NONE);
  }

  /**
   * Makes the channel.
   *
   * @param descriptor an owned descriptor; still the caller's if no channel can be made
   * @param ending what happens before it is closed; still the caller's if no channel can be made
   */
  static NativeChannel over(
      String address, PosixDescriptor descriptor, Access access, Ending ending) throws IOException {
    descriptor.describe(address);
    DescriptorNature nature = DescriptorNature.of(descriptor, address);
    return new NativeChannel(address, descriptor, nature, access, ending);
  }

  private ByteMover reader(DescriptorNature nature) throws IOException {
    if (!access.reads()) {
      return (dsts, offset, length) -> {
        throw access.readRefusal(address());
      };
    }
    ByteMover mover = nature.reader(descriptor);
    return mayHaveNoWriter(nature) ? new FifoReader(mover, descriptor::poll) : mover;
  }

  /** A FIFO that we have opened: without a writer yet it looks ended to the kernel. */
  private boolean mayHaveNoWriter(DescriptorNature nature) {
    boolean opened = access.hasMode() && !access.writes();
    return opened && nature.kind() == DescriptorKind.PIPE;
  }

  private ByteMover writer(DescriptorNature nature) throws IOException {
    if (!access.writes()) {
      return (srcs, offset, length) -> {
        throw access.writeRefusal(address());
      };
    }
    return nature.writer(descriptor);
  }

  @Override
  public Optional<Descriptor> descriptor() {
    return Optional.of(lent);
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    return reader.move(dsts, offset, length);
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    ending.requireIncomplete();
    try {
      return writer.move(srcs, offset, length);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** None where a failed write decides about the end: it has to pass through here. */
  @Override
  protected Optional<Descriptor> ioSinkDescriptor() {
    return access.writes() && !ending.canBeCompleted() ? descriptor() : Optional.empty();
  }

  @Override
  protected long ioTransferTo(Descriptor sink, long count) throws IOException {
    return mover == null ? NOT_SUPPORTED : mover.move(sink, count);
  }

  @Override
  protected ByteBuffer ioTransferEnd() throws IOException {
    return mover == null ? ByteBuffer.allocate(0) : mover.end();
  }

  @Override
  protected long ioSeek(long offset, SeekOrigin origin) throws IOException {
    return position.seek(offset, origin);
  }

  @Override
  protected long ioPreadv(ByteBuffer[] dsts, int offset, int length, long position)
      throws IOException {
    access.requireRead(address());
    return positional.read(dsts, offset, length, position);
  }

  @Override
  protected long ioPwritev(ByteBuffer[] srcs, int offset, int length, long position)
      throws IOException {
    access.requireWriteAt(address());
    ending.requireIncomplete();
    try {
      return positional.write(srcs, offset, length, position);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private IOException failed(IOException failure) {
    IOException explained = FileTrouble.ofWrite(address(), failure);
    ending.failed(explained);
    return explained;
  }

  /** The end of reading is nobody's business; the end of writing makes a new file complete. */
  @Override
  protected void ioShutdown(ShutdownMode mode) throws IOException {
    if (mode.endsWriting()) {
      ending.complete();
    }
  }

  @Override
  protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
    return pollable == null
        ? SteadyWatch.of(this, conditions)
        : WatchSource.onPollable(this, pollable, conditions);
  }

  @Override
  protected void ioSetAioFdHandler(
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write)
      throws IOException {
    if (handlers == null) {
      steadyHandlers.set(readContext, read, writeContext, write);
    } else {
      handlers.set(readContext, read, writeContext, write);
    }
  }

  /** Transfers wait in neither mode, so there is nothing to change. */
  @Override
  protected void ioSetBlocking(boolean blocking) {}

  @Override
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
    return pollable == null || descriptor.waiter().await(condition.bit(), timeoutNanos);
  }

  @Override
  protected void ioWake(IoCondition condition) {
    descriptor.wake(condition.bit());
  }

  @Override
  protected void ioClose() throws IOException {
    try (descriptor) {
      ending.close();
    }
  }
}
