package qio.spi.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.ReadFlag;
import qio.api.channel.ShutdownMode;
import qio.api.channel.WriteFlag;

/**
 * One end of a pair: reads from one ring and writes to another. The reader of this end and its
 * writer touch different rings, so neither ever waits for the other.
 */
final class MemoryEnd extends MemoryChannel {

  private final Ring in;
  private final Ring out;
  private final Optional<String> local;
  private final Optional<String> remote;

  MemoryEnd(String address, Ring in, Ring out, Optional<String> local, Optional<String> remote) {
    super(address);
    this.in = in;
    this.out = out;
    this.local = local;
    this.remote = remote;
    setFeature(ChannelFeature.SHUTDOWN);
    setFeature(ChannelFeature.READ_MSG_PEEK);
    setFeature(ChannelFeature.CONCURRENT_IO);
  }

  @Override
  public Optional<String> localAddress() {
    return local;
  }

  @Override
  public Optional<String> remoteAddress() {
    return remote;
  }

  @Override
  int readyNow() {
    int ready = in.isReadable() ? Readiness.READ : Readiness.NONE;
    if (out.isWritable()) {
      ready |= Readiness.WRITE;
    }
    boolean outEnded = out.isWriterDone() || out.isReaderDone();
    if (outEnded && (in.isWriterDone() || in.isReaderDone())) {
      ready |= Readiness.HANG_UP;
    }
    if (out.isReaderDone() && !out.isWriterDone()) {
      ready |= Readiness.ERROR; // the next write tells it
    }
    return ready;
  }

  @Override
  Waiters inputWaiters() {
    return in.readers();
  }

  @Override
  Waiters outputWaiters() {
    return out.writers();
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags) {
    return in.read(dsts, offset, length, flags.contains(ReadFlag.MSG_PEEK));
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    return out.write(srcs, offset, length, address());
  }

  @Override
  protected void ioShutdown(ShutdownMode mode) {
    if (mode.endsReading()) {
      in.endReading();
    }
    if (mode.endsWriting()) {
      out.endWriting();
    }
    in.changed();
    out.changed();
  }

  /** What was written is in the window already, where the other end still finds it. */
  @Override
  protected void ioClose() {
    ioShutdown(ShutdownMode.BOTH);
  }
}
