package qio.spi.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.FdHandlers;
import qio.api.channel.FlushState;
import qio.api.channel.IoCondition;
import qio.api.channel.PeerCredentials;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.WatchSource;
import qio.api.channel.WriteFlag;
import qio.posix.ConnectProgress;
import qio.posix.DescriptorMover;
import qio.posix.PosixDescriptor;
import qio.posix.PosixSocketOption;
import qio.posix.PosixSockets;
import qio.posix.SocketDomain;
import qio.posix.SocketName;
import qio.posix.SocketTransfer;
import qio.posix.ZeroCopySender;

/**
 * A stream socket by system calls. Platform threads wait for input inside {@code recv}, and for
 * room inside {@code send}, where they can; no other transfer waits, whatever {@code O_NONBLOCK}
 * says, and threads wait where the descriptor has its waiter. Its failures carry {@code errno} and
 * name the address.
 */
final class NativeStream extends StreamChannel {

  private final PosixDescriptor socket;
  private final SocketDomain domain;
  private final NativeReadiness readiness;
  private final FdHandlers handlers;

  // made when they are first needed: most connections of a large server are idle

  private @Nullable SocketTransfer incoming; // used under the gate of reading
  private @Nullable SocketTransfer outgoing; // used under the gate of writing
  private @Nullable DescriptorMover mover; // used under the gate of reading

  private @Nullable SocketName dialled; // written while the channel is set up

  /** Made by the writer with the first such write; read by all. */
  private volatile @Nullable ZeroCopySender zeroCopy;

  /** Makes an open channel of a stream socket, which it owns. */
  NativeStream(String address, PosixDescriptor socket, SocketDomain domain) {
    super(address);
    this.socket = socket;
    this.domain = domain;
    this.readiness = new NativeReadiness(socket);
    this.handlers = new FdHandlers(readiness.pollable());
    setFeature(ChannelFeature.READ_MSG_PEEK);
    if (domain == SocketDomain.UNIX) {
      setFeature(ChannelFeature.FD_PASS);
    } else if (domain != SocketDomain.VSOCK && ZeroCopySender.isSupported()) {
      setFeature(ChannelFeature.WRITE_ZERO_COPY);
    }
  }

  @Override
  ConnectProgress startConnect(SocketName place) throws IOException {
    dialled = place;
    return PosixSockets.connect(socket, place);
  }

  @Override
  ConnectProgress finishConnect() throws IOException {
    return PosixSockets.finishConnect(socket)
        ? ConnectProgress.CONNECTED
        : ConnectProgress.IN_PROGRESS;
  }

  @Override
  void settle(StreamSettings settings) throws IOException {
    Optional<String> local =
        domain == SocketDomain.UNIX
            ? Optional.empty() // never bound
            : AddressText.of(PosixSockets.localName(socket));
    settle(local, peer().flatMap(AddressText::of), settings);
  }

  /** Whom this is connected to: whom it has dialled, unless that name stands for others. */
  private Optional<SocketName> peer() throws IOException {
    return switch (dialled) {
      case SocketName.Inet inet when !inet.address().isAnyLocalAddress() -> Optional.of(inet);
      case SocketName.UnixPath path -> Optional.of(path);
      case SocketName.UnixAbstract named -> Optional.of(named);
      case null, default -> PosixSockets.peerName(socket);
    };
  }

  private SocketTransfer incoming() {
    SocketTransfer made = incoming;
    if (made == null) {
      made = new SocketTransfer(socket, domain);
      incoming = made;
    }
    return made;
  }

  private SocketTransfer outgoing() {
    SocketTransfer made = outgoing;
    if (made == null) {
      made = new SocketTransfer(socket);
      outgoing = made;
    }
    return made;
  }

  private DescriptorMover mover() {
    DescriptorMover made = mover;
    if (made == null) {
      made = new DescriptorMover(socket);
      mover = made;
    }
    return made;
  }

  // ---- the contract ----

  @Override
  public Optional<Descriptor> descriptor() {
    return Optional.of(socket.lend());
  }

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
    if (received != null || flags.contains(ReadFlag.MSG_PEEK)) {
      return incoming().receive(dsts, offset, length, received, flags.contains(ReadFlag.MSG_PEEK));
    }
    return length == 1
        ? incoming().receive(dsts[offset])
        : incoming().receive(dsts, offset, length);
  }

  @Override
  protected long ioReadvWaiting(
      ByteBuffer[] dsts, int offset, int length, @Nullable DescriptorList received)
      throws IOException {
    return readingEnded()
        ? QioChannel.EOF
        : incoming().receiveWaiting(dsts, offset, length, received);
  }

  @Override
  protected long ioWritevWaiting(ByteBuffer[] srcs, int offset, int length) throws IOException {
    return outgoing().sendWaiting(srcs, offset, length);
  }

  @Override
  protected boolean ioExpectsTooLittleRoom() {
    return outgoing().expectsTooLittleRoom();
  }

  @Override
  protected boolean ioExpectsNothing() {
    return !readingEnded() && incoming().expectsNothing();
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    if (!sent.isEmpty()) {
      return outgoing().send(srcs, offset, length, sent);
    }
    if (flags.contains(WriteFlag.ZERO_COPY)) {
      return zeroCopySender().send(srcs, offset, length);
    }
    return length == 1 ? outgoing().send(srcs[offset]) : outgoing().send(srcs, offset, length);
  }

  private ZeroCopySender zeroCopySender() {
    ZeroCopySender sender = zeroCopy;
    if (sender == null) {
      sender = new ZeroCopySender(socket, outgoing());
      zeroCopy = sender;
    }
    return sender;
  }

  @Override
  protected FlushState ioFlush() throws IOException {
    ZeroCopySender sender = zeroCopy;
    return sender == null ? FlushState.DONE : sender.flush();
  }

  @Override
  protected Optional<Descriptor> ioSinkDescriptor() {
    return descriptor();
  }

  @Override
  protected long ioTransferTo(Descriptor sink, long count) throws IOException {
    return readingEnded() ? QioChannel.EOF : mover().move(sink, count);
  }

  @Override
  protected ByteBuffer ioTransferEnd() throws IOException {
    return mover().end();
  }

  @Override
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
    ZeroCopySender sender = condition == IoCondition.ERR ? zeroCopy : null;
    return sender == null
        ? readiness.sleepUntil(condition, timeoutNanos)
        : sender.await(timeoutNanos == StreamSettings.NO_LIMIT ? -1 : timeoutNanos);
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
    PosixSockets.shutdown(socket, reading, writing);
  }

  @Override
  protected void ioSetDelay(boolean enabled) throws IOException {
    set(PosixSocketOption.NO_DELAY, !enabled);
  }

  @Override
  protected void ioSetCork(boolean enabled) throws IOException {
    set(PosixSocketOption.CORK, enabled);
  }

  /** A hint of TCP, which means nothing to other sockets. */
  private void set(PosixSocketOption option, boolean on) throws IOException {
    if (domain == SocketDomain.INET || domain == SocketDomain.INET6) {
      PosixSockets.setOption(socket, option, on ? 1 : 0);
    }
  }

  @Override
  protected Optional<PeerCredentials> ioPeerCredentials() throws IOException {
    return domain == SocketDomain.UNIX ? PosixSockets.peerCredentials(socket) : Optional.empty();
  }

  @Override
  protected void ioClose() throws IOException {
    ZeroCopySender sender = zeroCopy;
    if (sender == null) {
      socket.close();
    } else {
      sender.close();
    }
  }
}
