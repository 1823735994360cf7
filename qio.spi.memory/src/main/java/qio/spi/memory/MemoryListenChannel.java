package qio.spi.memory;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.WriteFlag;

/** What a {@link MemoryListener} listens on: a queue of ends whose clients wait to be accepted. */
final class MemoryListenChannel extends MemoryChannel {

  private final Names names;
  private final int window;
  private final int backlog;
  private final LinkedBlockingQueue<QioChannel> waiting;
  private final Waiters acceptors;
  private final Waiters writers = new Waiters(() -> true);

  MemoryListenChannel(String address, Names names, int window, int backlog) {
    super(address);
    this.names = names;
    this.window = window;
    this.backlog = backlog;
    this.waiting = new LinkedBlockingQueue<>(backlog);
    this.acceptors = new Waiters(() -> !waiting.isEmpty());
    setFeature(ChannelFeature.LISTEN);
  }

  @Override
  public Optional<String> localAddress() {
    return Optional.of(address());
  }

  /** Makes a pair, puts one end into the queue and answers the other. */
  QioChannel connect() throws IOException {
    MemoryPair pair = MemoryPair.named(address(), window);
    if (!waiting.offer(pair.second())) {
      pair.close();
      throw new ConnectException(
          address()
              + ": connection refused: %d clients wait to be accepted, which is all the backlog"
                  .formatted(backlog)
              + " holds; try again later, or listen with a larger backlog");
    }
    // A close in between may have emptied the queue already; who takes the end out decides.
    if (!isOpen() && waiting.remove(pair.second())) {
      pair.close();
      throw Names.refused(address());
    }
    acceptors.changed();
    return pair.first();
  }

  Optional<QioChannel> accept() {
    return Optional.ofNullable(waiting.poll());
  }

  @Override
  int readyNow() {
    return waiting.isEmpty() ? Readiness.NONE : Readiness.READ;
  }

  @Override
  Waiters inputWaiters() {
    return acceptors;
  }

  @Override
  Waiters outputWaiters() {
    return writers;
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    throw noStream();
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    throw noStream();
  }

  private IOException noStream() {
    return new IOException(
        address() + ": this channel listens and carries no data; accept a client and use its own");
  }

  @Override
  protected void ioClose() throws IOException {
    names.release(this);
    for (QioChannel end = waiting.poll(); end != null; end = waiting.poll()) {
      end.close();
    }
  }
}
