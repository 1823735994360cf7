package qio.spi.socket;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;
import qio.api.aio.Pollable;
import qio.api.channel.FdHandlers;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchSource;
import qio.posix.SocketName;

/** A listening socket of {@code java.nio}, in its non-blocking mode from birth to close. */
final class NioListening extends ListeningChannel {

  private final ServerSocketChannel socket;
  private final Pollable pollable;
  private final FdHandlers handlers;
  private final NioWaiter waiter;
  private final boolean unix;

  NioListening(
      String address, ServerSocketChannel socket, StreamSettings settings, SocketName place)
      throws IOException {
    super(address, settings);
    this.socket = socket;
    this.pollable = Pollable.ofChannel(socket);
    this.handlers = new FdHandlers(pollable);
    this.waiter = new NioWaiter(pollable);
    this.unix = place instanceof SocketName.UnixPath;
    // A path is told as it was asked for: with a mode the socket was bound elsewhere first.
    localAddress(
        (unix ? AddressText.of(place) : NioStream.text(socket.getLocalAddress())).orElse(address));
  }

  @Override
  Optional<QioChannel> acceptNow() throws IOException {
    SocketChannel client;
    try {
      client = socket.accept();
    } catch (IOException e) {
      throw SocketFailures.accepting(address(), e);
    }
    return client == null ? Optional.empty() : Optional.of(channel(client));
  }

  private QioChannel channel(SocketChannel client) throws IOException {
    boolean done = false;
    try {
      client.configureBlocking(false);
      Optional<String> peer = NioStream.text(client.getRemoteAddress());
      NioStream stream = new NioStream(peer.orElse(address()), client);
      NioOptions.setAccepted(client, settings());
      stream.settle(localText(client), peer, settings());
      done = true;
      return stream;
    } catch (IOException e) {
      throw SocketFailures.accepting(address(), e);
    } finally {
      if (!done) {
        client.close();
      }
    }
  }

  private Optional<String> localText(SocketChannel client) throws IOException {
    return unix ? localAddress() : NioStream.text(client.getLocalAddress());
  }

  @Override
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
    return waiter.await(condition.bit(), timeoutNanos);
  }

  @Override
  protected void ioWake(IoCondition condition) {
    waiter.wake(condition.bit());
  }

  @Override
  protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
    return WatchSource.onPollable(this, pollable, conditions);
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
  void closeSocket() throws IOException {
    waiter.close();
    socket.close();
  }
}
