package qio.spi.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.FdHandlers;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.WatchSource;
import qio.api.channel.WriteFlag;
import qio.posix.ConnectProgress;
import qio.posix.SocketName;

/**
 * A stream socket of {@code java.nio}, in its non-blocking mode from birth to close. That is also
 * what keeps {@link Thread#interrupt} from closing it: only blocking calls of {@code java.nio} do
 * that, and none is ever made. Threads wait in a {@link NioWaiter}.
 */
final class NioStream extends StreamChannel {

  /**
   * The most that one call takes from or puts into heap buffers: the JDK copies those through a
   * direct buffer as large, which it keeps for the thread.
   */
  private static final int HEAP_PORTION = 256 * 1024;

  private final SocketChannel socket;
  private final NioReadiness readiness;
  private final FdHandlers handlers;

  /** Makes an open channel of a socket in non-blocking mode, which it owns. */
  NioStream(String address, SocketChannel socket) {
    super(address);
    this.socket = socket;
    this.readiness = new NioReadiness(socket);
    this.handlers = new FdHandlers(readiness.pollable());
  }

  @Override
  ConnectProgress startConnect(SocketName place) throws IOException {
    return NioEngine.startConnect(socket, NioEngine.addressOf(place));
  }

  @Override
  ConnectProgress finishConnect() throws IOException {
    return socket.finishConnect() ? ConnectProgress.CONNECTED : ConnectProgress.IN_PROGRESS;
  }

  @Override
  void settle(StreamSettings settings) throws IOException {
    NioOptions.setConnected(socket, settings);
    settle(text(socket.getLocalAddress()), text(socket.getRemoteAddress()), settings);
  }

  /** The address text of a name of {@code java.nio}; empty for a socket without a name. */
  static Optional<String> text(@Nullable SocketAddress name) {
    return switch (name) {
      case InetSocketAddress inet ->
          Optional.of(AddressText.ofInet(inet.getAddress(), inet.getPort()));
      case UnixDomainSocketAddress unix when !unix.getPath().toString().isEmpty() ->
          Optional.of(AddressText.ofPath(unix.getPath().toString()));
      case null, default -> Optional.empty();
    };
  }

  // ---- the contract ----

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    if (readingEnded()) {
      return QioChannel.EOF;
    }
    try {
      long n = transfer(dsts, offset, length, true);
      return n == 0 ? QioChannel.WOULD_BLOCK : n;
    } catch (IOException e) {
      throw SocketFailures.using(address(), e);
    }
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    if (writingEnded()) {
      throw new SocketException(address() + ": writing was ended with shutdown");
    }
    try {
      long n = transfer(srcs, offset, length, false);
      return n == 0 ? QioChannel.WOULD_BLOCK : n;
    } catch (IOException e) {
      throw SocketFailures.using(address(), e);
    }
  }

  private long transfer(ByteBuffer[] buffers, int offset, int length, boolean reading)
      throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end - 1 && !buffers[at].hasRemaining()) {
      at++;
    }
    int count = countWithin(buffers, at, end);
    if (count > 1) {
      return reading ? socket.read(buffers, at, count) : socket.write(buffers, at, count);
    }
    ByteBuffer buffer = buffers[at];
    int limit = buffer.limit();
    if (!buffer.isDirect() && buffer.remaining() > HEAP_PORTION) {
      buffer.limit(buffer.position() + HEAP_PORTION);
    }
    try {
      return reading ? socket.read(buffer) : socket.write(buffer);
    } finally {
      buffer.limit(limit);
    }
  }

  /** How many buffers one call may take; at least one. */
  private static int countWithin(ByteBuffer[] buffers, int first, int end) {
    long heap = 0;
    int at = first;
    while (at < end) {
      heap += buffers[at].isDirect() ? 0 : buffers[at].remaining();
      if (heap > HEAP_PORTION) {
        break;
      }
      at++;
    }
    return Math.max(1, at - first);
  }

  @Override
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
    return readiness.sleepUntil(condition, timeoutNanos);
  }

  @Override
  protected void ioWake(IoCondition condition) {
    readiness.wake(condition);
  }

  @Override
  protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
    return WatchSource.onPollable(this, readiness.pollable(), conditions);
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
  void endDirections(boolean reading, boolean writing) throws IOException {
    if (reading) {
      socket.shutdownInput();
    }
    if (writing) {
      socket.shutdownOutput();
    }
  }

  @Override
  protected void ioSetDelay(boolean enabled) throws IOException {
    if (socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, !enabled);
    }
  }

  @Override
  protected void ioClose() throws IOException {
    readiness.close();
    socket.close();
  }
}
