package qio.spi.socket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.Envelope;
import qio.api.channel.IoCondition;
import qio.api.channel.PeerCredentials;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.TruncatedMessageException;
import qio.api.channel.WriteFlag;
import qio.posix.DescriptorKind;
import qio.posix.Errno;
import qio.posix.MessageReceiver;
import qio.posix.MessageSender;
import qio.posix.PeerAddress;
import qio.posix.PosixDescriptor;
import qio.posix.PosixException;
import qio.posix.PosixSocketOption;
import qio.posix.PosixSockets;
import qio.posix.SocketDomain;
import qio.posix.SocketName;
import qio.posix.SocketType;

/**
 * A socket for messages by system calls. Its transfers never wait, whatever {@code O_NONBLOCK}
 * says, which therefore is never touched.
 */
final class NativeMessages extends MessageSocket {

  static final MessageEngine ENGINE = new Engine();

  private final PosixDescriptor socket;
  private final SocketDomain domain;
  private final MessageReceiver incoming; // used under the gate of reading
  private final MessageSender outgoing; // used under the gate of writing
  private final Crowding crowding = new Crowding();

  /** Makes an open channel of a socket, which it owns. */
  private NativeMessages(String address, PosixDescriptor socket, SocketDomain domain)
      throws IOException {
    super(address, new NativeReadiness(socket));
    this.socket = socket;
    this.domain = domain;
    this.incoming = new MessageReceiver(socket);
    this.outgoing = new MessageSender(socket);
    setFeature(ChannelFeature.READ_MSG_PEEK);
    if (domain == SocketDomain.UNIX) {
      setFeature(ChannelFeature.FD_PASS);
    }
  }

  /** Opens sockets by system calls. */
  private static final class Engine implements MessageEngine {

    @Override
    public MessageSocket open(MessageTarget target, SocketName like, StreamSettings settings)
        throws IOException {
      SocketDomain domain = NativeEngine.domain(like);
      PosixDescriptor socket = PosixSockets.open(domain, SocketType.DATAGRAM);
      boolean done = false;
      try {
        socket.describe(target.address());
        setUp(socket, target, like, settings);
        MessageSocket made = new NativeMessages(target.address(), socket, domain);
        done = true;
        return made;
      } finally {
        if (!done) {
          socket.close();
        }
      }
    }

    private static void setUp(
        PosixDescriptor socket, MessageTarget target, SocketName like, StreamSettings settings)
        throws IOException {
      if (settings.sendBuffer().isPresent()) {
        PosixSockets.setOption(socket, PosixSocketOption.SEND_BUFFER, settings.sendBuffer().get());
      }
      if (settings.receiveBuffer().isPresent()) {
        PosixSockets.setOption(
            socket, PosixSocketOption.RECEIVE_BUFFER, settings.receiveBuffer().get());
      }
      if (settings.file().mode().isPresent()) {
        PosixSockets.fileMode(socket, bits(settings.file().mode().get()));
      }
      if (settings.reusePort()) {
        PosixSockets.setOption(socket, PosixSocketOption.REUSE_PORT, 1);
      }
      if (target.broadcast()) {
        PosixSockets.setOption(socket, PosixSocketOption.BROADCAST, 1);
      }
      if (like instanceof SocketName.Inet inet
          && inet.address() instanceof Inet6Address v6
          && v6.isAnyLocalAddress()) {
        PosixSockets.setOption(socket, PosixSocketOption.IPV6_ONLY, 0);
      }
    }

    /** The mode as the number that {@code rw-r-----} and its like stand for. */
    private static int bits(Set<PosixFilePermission> mode) {
      int bits = 0;
      for (char each : PosixFilePermissions.toString(mode).toCharArray()) {
        bits = bits << 1 | (each == '-' ? 0 : 1);
      }
      return bits;
    }

    @Override
    public SocketEngine.Answer knock(Path path) throws IOException {
      try (PosixDescriptor probe = PosixSockets.open(SocketDomain.UNIX, SocketType.DATAGRAM)) {
        PosixSockets.connect(probe, SocketName.UnixPath.of(path.toString()));
        return SocketEngine.Answer.LISTENS;
      } catch (ConnectException refused) {
        return SocketEngine.Answer.STALE;
      } catch (SocketException e) {
        if (isOf(e, Errno.EPROTOTYPE)) {
          return SocketEngine.Answer.LISTENS; // a socket of another type
        }
        throw e;
      }
    }
  }

  /**
   * Makes a channel of a socket for messages.
   *
   * @return the channel, or empty if it is none of a family known here
   * @throws IOException if it cannot be asked what it is; it stays the caller's
   */
  static Optional<QioChannel> adopt(PosixDescriptor descriptor) throws IOException {
    if (descriptor.kind() != DescriptorKind.SOCKET
        || descriptor.socketType() != SocketType.DATAGRAM) {
      return Optional.empty();
    }
    SocketDomain domain = descriptor.socketDomain();
    if (domain == SocketDomain.OTHER || domain == SocketDomain.VSOCK) {
      return Optional.empty();
    }
    Optional<String> local = text(PosixSockets.localName(descriptor));
    Optional<String> peer = PosixSockets.peerName(descriptor).flatMap(MessageSocket::text);
    PosixDescriptor socket = PosixDescriptor.takeOver(descriptor);
    String address = peer.or(() -> local).orElse("fd:" + socket.number());
    socket.describe(address);
    NativeMessages channel = new NativeMessages(address, socket, domain);
    channel.settle(local, peer, StreamSettings.none());
    return Optional.of(channel);
  }

  @Override
  void bind(SocketName place) throws IOException {
    PosixSockets.bind(socket, place);
  }

  @Override
  void autobind() throws IOException {
    PosixSockets.autobind(socket);
  }

  @Override
  void connect(SocketName peer) throws IOException {
    PosixSockets.connect(socket, peer);
  }

  @Override
  void settle(StreamSettings settings) throws IOException {
    settle(
        text(PosixSockets.localName(socket)),
        PosixSockets.peerName(socket).flatMap(MessageSocket::text),
        settings);
  }

  // ---- envelopes ----

  @Override
  public Envelope envelope() {
    return new NativeEnvelope();
  }

  @Override
  String scheme() {
    return domain == SocketDomain.UNIX ? MessageTarget.UNIXGRAM : MessageTarget.UDP;
  }

  @Override
  Envelope addressed(String address, List<SocketName> places) throws IOException {
    for (SocketName place : places) {
      boolean v6 = place instanceof SocketName.Inet inet && inet.address() instanceof Inet6Address;
      if (!v6 || domain == SocketDomain.INET6) {
        NativeEnvelope made = new NativeEnvelope();
        made.peer().set(place, domain);
        return made;
      }
    }
    throw new SocketException(
        address + ": an IPv6 address only, and " + address() + " is an IPv4 socket");
  }

  private NativeEnvelope ours(Envelope envelope) {
    if (envelope instanceof NativeEnvelope own
        && (own.peer().isEmpty() || own.peer().domain() == domain)) {
      return own;
    }
    throw foreign(envelope);
  }

  private IllegalArgumentException foreign(Envelope envelope) {
    return new IllegalArgumentException(
        address() + ": " + envelope + " is of another kind of channel; make one with envelope()");
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
    boolean peek = flags.contains(ReadFlag.MSG_PEEK);
    long taken;
    try {
      taken = incoming.receive(dsts, offset, length, received, peek);
    } catch (SocketException e) {
      throw MessageFailures.using(address(), e);
    }
    if (taken >= 0 && !peek && incoming.size() > taken) {
      throw new TruncatedMessageException(address(), incoming.size(), taken);
    }
    return taken;
  }

  @Override
  protected long ioReceive(ByteBuffer[] dsts, int offset, int length, Envelope envelope)
      throws IOException {
    if (!(envelope instanceof NativeEnvelope own)) {
      throw foreign(envelope);
    }
    long taken;
    try {
      taken = incoming.receive(dsts, offset, length, own.peer());
    } catch (SocketException e) {
      throw MessageFailures.using(address(), e);
    }
    if (taken >= 0) {
      own.tell(incoming.size(), taken);
    }
    return taken;
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    return sendTo(srcs, offset, length, null, sent);
  }

  @Override
  protected long ioSend(ByteBuffer[] srcs, int offset, int length, Envelope to) throws IOException {
    PeerAddress peer = ours(to).peer();
    return sendTo(srcs, offset, length, peer.isEmpty() ? null : peer, List.of());
  }

  private long sendTo(
      ByteBuffer[] srcs, int offset, int length, @Nullable PeerAddress to, List<Descriptor> sent)
      throws IOException {
    try {
      long n = outgoing.send(srcs, offset, length, to, sent);
      crowding.met(n == WOULD_BLOCK && to != null && domain == SocketDomain.UNIX);
      return n;
    } catch (SocketException e) {
      throw isOf(e, Errno.EMSGSIZE)
          ? tooLong(srcs, offset, length)
          : MessageFailures.using(address(), e);
    }
  }

  private IOException tooLong(ByteBuffer[] srcs, int offset, int length) throws IOException {
    long size = 0;
    for (int i = offset; i < offset + length; i++) {
      size += srcs[i].remaining();
    }
    return MessageFailures.tooLong(
        address(),
        size,
        outgoing.limit(),
        domain == SocketDomain.UNIX ? "give sndbuf more, or send it in parts" : "send it in parts");
  }

  private static boolean isOf(IOException failure, Errno errno) {
    return PosixException.in(failure)
        .flatMap(PosixException::errno)
        .filter(errno::equals)
        .isPresent();
  }

  @Override
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
    if (condition == IoCondition.OUT && crowding.isFull()) {
      crowding.pause(timeoutNanos);
      return true;
    }
    return super.ioAwait(condition, timeoutNanos);
  }

  @Override
  protected void ioWake(IoCondition condition) {
    super.ioWake(condition);
    if (condition == IoCondition.OUT) {
      crowding.wake();
    }
  }

  @Override
  protected Optional<PeerCredentials> ioPeerCredentials() throws IOException {
    return domain == SocketDomain.UNIX ? PosixSockets.peerCredentials(socket) : Optional.empty();
  }

  @Override
  void closeSocket() throws IOException {
    socket.close();
  }
}
