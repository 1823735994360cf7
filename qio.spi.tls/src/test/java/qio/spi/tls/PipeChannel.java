package qio.spi.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;
import qio.api.aio.Readiness;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.ShutdownMode;
import qio.api.channel.SignalledWatch;
import qio.api.channel.WatchSource;
import qio.api.channel.WriteFlag;

/** One end of a pair in memory, of two {@link Pipe}s. */
final class PipeChannel extends QioChannel {

  final Pipe in;
  final Pipe out;
  final AtomicInteger closes = new AtomicInteger();
  private final List<SignalledWatch> watches = new CopyOnWriteArrayList<>();
  private SignalledWatch readHandler;
  private SignalledWatch writeHandler;

  /** Both ends. */
  record Pair(PipeChannel client, PipeChannel server) {}

  private PipeChannel(String name, Pipe in, Pipe out) {
    super(name);
    this.in = in;
    this.out = out;
    in.listen(() -> watches.forEach(SignalledWatch::signal));
    out.listen(() -> watches.forEach(SignalledWatch::signal));
    setFeature(ChannelFeature.SHUTDOWN);
    setFeature(ChannelFeature.FD_PASS); // claimed, to see that layers do not inherit it
  }

  /** Lends one, to see that layers do not. */
  @Override
  public Optional<Descriptor> descriptor() {
    return Optional.of(new NoDescriptor());
  }

  private static final class NoDescriptor extends Descriptor {
    @Override
    public int number() {
      return -1;
    }

    @Override
    public Descriptor dup() throws IOException {
      throw new IOException("there is none");
    }

    @Override
    public boolean isOpen() {
      return false;
    }

    @Override
    public void close() {}
  }

  static Pair pair(Pipe.Manner manner, long seed) {
    var toServer = new Pipe(manner, seed);
    var toClient = new Pipe(manner, seed + 1);
    return new Pair(
        new PipeChannel("pipe:client", toClient, toServer),
        new PipeChannel("pipe:server", toServer, toClient));
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts, int offset, int length, DescriptorList received, Set<ReadFlag> flags) {
    for (int i = offset; i < offset + length; i++) {
      if (dsts[i].hasRemaining()) {
        return in.read(dsts[i]);
      }
    }
    return 0;
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (srcs[i].hasRemaining()) {
        return out.write(srcs[i]);
      }
    }
    return 0;
  }

  private int readyNow() {
    return (in.isReadable() ? Readiness.READ : 0) | (out.isWritable() ? Readiness.WRITE : 0);
  }

  @Override
  protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
    var watch = new SignalledWatch(this, conditions, this::readyNow);
    watches.removeIf(old -> !old.isOpen());
    watches.add(watch);
    return watch;
  }

  @Override
  protected void ioSetAioFdHandler(
      AioContext readContext, IoHandler read, AioContext writeContext, IoHandler write)
      throws IOException {
    readHandler = replace(readHandler, readContext, read, IoCondition.IN);
    writeHandler = replace(writeHandler, writeContext, write, IoCondition.OUT);
  }

  private SignalledWatch replace(
      SignalledWatch old, AioContext context, IoHandler handler, IoCondition condition)
      throws IOException {
    if (old != null) {
      old.close();
    }
    if (handler == null) {
      return null;
    }
    var watch = (SignalledWatch) ioCreateWatch(IoCondition.of(condition));
    watch.attach(
        context,
        (channel, ready) -> {
          handler.handle();
          return true;
        });
    return watch;
  }

  @Override
  protected void ioShutdown(ShutdownMode mode) {
    if (mode.endsWriting()) {
      out.end();
    }
  }

  @Override
  protected void ioSetBlocking(boolean blocking) {}

  @Override
  protected void ioClose() {
    closes.incrementAndGet();
    out.end();
    in.breakOff();
  }
}
