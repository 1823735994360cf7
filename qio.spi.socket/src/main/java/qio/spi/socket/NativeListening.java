package qio.spi.socket;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;
import qio.api.aio.Pollable;
import qio.api.channel.Descriptor;
import qio.api.channel.FdHandlers;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchSource;
import qio.posix.AcceptedSocket;
import qio.posix.PosixDescriptor;
import qio.posix.PosixException;
import qio.posix.PosixSockets;
import qio.posix.SocketAcceptor;
import qio.posix.SocketDomain;
import qio.posix.SocketType;

/**
 * A listening socket by system calls. Platform threads wait for clients inside {@code accept4} as
 * long as nobody asks one of our own to accept without waiting. One that came as a descriptor may
 * be shared, with its mode: that is left as it is, and the socket is asked before each accept
 * whether a client waits.
 */
final class NativeListening extends ListeningChannel {

  static {
    rehearse();
  }

  /** How long to wait for clients blindly, where there is no descriptor to wait with. */
  private static final long STARVED_PAUSE_NANOS = 10_000_000;

  private final PosixDescriptor socket;
  private final SocketAcceptor acceptor;
  private final Pollable pollable;
  private final FdHandlers handlers;
  private final boolean unix;

  /** Whether everybody who is accepted has connected to the one address that it listens on. */
  private final boolean onePlace;

  private final SocketDomain domain;

  /** Held by who accepts from a shared socket; null for one of our own. */
  private final @Nullable ReentrantLock turn;

  /** Makes an open channel of a listening socket of our own, which it owns. */
  NativeListening(String address, String local, PosixDescriptor socket, StreamSettings settings) {
    this(address, local, socket, settings, false);
  }

  /** Makes an open channel of a listening socket, which it owns, and which may be shared. */
  NativeListening(
      String address,
      String local,
      PosixDescriptor socket,
      StreamSettings settings,
      boolean shared) {
    super(address, settings);
    this.turn = shared ? new ReentrantLock() : null;
    this.socket = socket;
    this.acceptor = new SocketAcceptor(socket);
    this.pollable = Pollable.ofDescriptor(socket.number());
    this.handlers = new FdHandlers(pollable);
    this.unix = local.startsWith("unix:");
    this.onePlace = unix || (local.startsWith("tcp:") && !isEverywhere(local));
    this.domain =
        unix
            ? SocketDomain.UNIX
            : local.startsWith("vsock:") ? SocketDomain.VSOCK : SocketDomain.INET;
    localAddress(local);
  }

  private static boolean isEverywhere(String local) {
    return local.startsWith("tcp://0.0.0.0:") || local.startsWith("tcp://[::]:");
  }

  /** An accept that fails, while there are descriptors to load the classes that tell of it. */
  private static void rehearse() {
    try (PosixDescriptor deaf = PosixSockets.open(SocketDomain.UNIX, SocketType.STREAM)) {
      var _ = new SocketAcceptor(deaf).accept();
    } catch (IOException e) {
      SocketFailures.rehearse(e);
    }
  }

  @Override
  public Optional<Descriptor> descriptor() {
    return Optional.of(socket.lend());
  }

  @Override
  Optional<QioChannel> acceptNow() throws IOException {
    ReentrantLock mine = turn;
    return accept(mine == null ? acceptor::accept : () -> acceptInTurn(mine));
  }

  /** A shared socket may be in blocking mode for others, who are not to be waited for in turn. */
  @Override
  boolean acceptWaits() {
    return turn == null && acceptor.waits();
  }

  @Override
  Optional<QioChannel> acceptWaiting() throws IOException {
    return accept(acceptor::acceptWaiting);
  }

  private interface Source {
    Optional<AcceptedSocket> next() throws IOException;
  }

  private Optional<QioChannel> accept(Source source) throws IOException {
    Optional<AcceptedSocket> client;
    try {
      client = source.next();
    } catch (IOException e) {
      throw SocketFailures.accepting(address(), e);
    }
    return client.isPresent() ? Optional.of(channel(client.get())) : Optional.empty();
  }

  /** Two of us that ask and then accept must not both do so for one client. */
  private Optional<AcceptedSocket> acceptInTurn(ReentrantLock mine) throws IOException {
    mine.lock();
    try {
      return acceptor.acceptShared();
    } finally {
      mine.unlock();
    }
  }

  private QioChannel channel(AcceptedSocket accepted) throws IOException {
    PosixDescriptor client = accepted.socket();
    boolean done = false;
    try {
      Optional<String> peer = AddressText.of(accepted.peer());
      String address = peer.orElse(address());
      client.describe(address);
      if (unix) {
        NativeOptions.setBuffers(client, settings());
      }
      NativeStream stream = new NativeStream(address, client, domain);
      Optional<String> local =
          onePlace ? localAddress() : AddressText.of(PosixSockets.localName(client));
      stream.settle(local, peer, settings());
      done = true;
      return stream;
    } finally {
      if (!done) {
        client.close();
      }
    }
  }

  @Override
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
    boolean limited = timeoutNanos != StreamSettings.NO_LIMIT;
    try {
      return socket.waiter().await(condition.bit(), limited ? timeoutNanos : -1);
    } catch (PosixException e) {
      if (Trouble.of(e) != Trouble.NO_DESCRIPTORS) {
        throw e;
      }
      // To wait needs a descriptor too, and there is none. The caller looks and comes again.
      LockSupport.parkNanos(
          this, limited ? Math.min(timeoutNanos, STARVED_PAUSE_NANOS) : STARVED_PAUSE_NANOS);
      return !limited || timeoutNanos > STARVED_PAUSE_NANOS;
    }
  }

  @Override
  protected void ioWake(IoCondition condition) {
    socket.wake(condition.bit());
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
    socket.close();
  }
}
