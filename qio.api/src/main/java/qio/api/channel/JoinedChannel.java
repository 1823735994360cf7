package qio.api.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;

/**
 * What several listeners listen on, as one channel: ready to read while a client waits at one of
 * them. It has no descriptor, as it would have several. Threads wait for it on the library's own
 * loop, which waits for all of them.
 */
final class JoinedChannel extends QioChannel {

  private final List<QioListener> members;
  private final WatchHandlers handlers = new WatchHandlers(this);

  JoinedChannel(List<QioListener> members) {
    super(members.stream().map(QioListener::address).collect(Collectors.joining(", ")));
    this.members = members;
    setFeature(ChannelFeature.LISTEN);
  }

  @Override
  public Optional<String> localAddress() {
    return Optional.of(members.getFirst().localAddress());
  }

  @Override
  protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
    return new JoinedWatch(this, members.stream().map(QioListener::channel).toList(), conditions);
  }

  @Override
  protected void ioSetAioFdHandler(
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write)
      throws IOException {
    handlers.set(readContext, read, writeContext, write);
  }

  @Override
  protected void ioSetBlocking(boolean blocking) {}

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
        address() + ": listeners carry no bytes; accept a client, and read and write there");
  }

  /** Closes them all, whatever becomes of each. */
  @Override
  protected void ioClose() throws IOException {
    IOException failure = null;
    for (QioListener member : members) {
      try {
        member.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
