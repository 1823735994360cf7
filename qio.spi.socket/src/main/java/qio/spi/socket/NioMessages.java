package qio.spi.socket;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.Envelope;
import qio.api.channel.ReadFlag;
import qio.api.channel.TruncatedMessageException;
import qio.api.channel.WriteFlag;
import qio.posix.SocketName;

/**
 * A UDP socket of {@code java.nio}, in its non-blocking mode from birth to close, which keeps
 * {@link Thread#interrupt} from closing it. Messages pass through buffers that hold the largest
 * one, since {@code java.nio} does not tell when it cuts one off.
 */
final class NioMessages extends MessageSocket {

  static final MessageEngine ENGINE = new Engine();

  /** More than any message has: one that fills it would have been cut. */
  private static final int WHOLE = 0xffff + 1;

  private static final long LARGEST_V4 = 0xffff - 20 - 8;
  private static final long LARGEST_V6 = 0xffff - 8;

  private final DatagramChannel socket;
  private final NioReadiness readiness;
  private final boolean v6;
  private @Nullable ByteBuffer arrived; // guarded by the gate of reading
  private @Nullable ByteBuffer leaving; // guarded by the gate of writing

  private NioMessages(String address, DatagramChannel socket, NioReadiness readiness, boolean v6) {
    super(address, readiness);
    this.socket = socket;
    this.readiness = readiness;
    this.v6 = v6;
  }

  /** Opens sockets of {@code java.nio}. */
  private static final class Engine implements MessageEngine {

    @Override
    public MessageSocket open(MessageTarget target, SocketName like, StreamSettings settings)
        throws IOException {
      if (!(like instanceof SocketName.Inet inet)) {
        throw new SocketException(
            "the nio engine has no unix datagrams; the native engine has them: it needs Linux and"
                + " --enable-native-access=qio.posix");
      }
      boolean v6 = inet.address() instanceof Inet6Address;
      DatagramChannel socket =
          DatagramChannel.open(v6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
      boolean done = false;
      try {
        socket.configureBlocking(false);
        setUp(socket, target, settings);
        MessageSocket made =
            new NioMessages(target.address(), socket, new NioReadiness(socket), v6);
        done = true;
        return made;
      } finally {
        if (!done) {
          socket.close();
        }
      }
    }

    private static void setUp(DatagramChannel socket, MessageTarget target, StreamSettings settings)
        throws IOException {
      if (settings.sendBuffer().isPresent()) {
        socket.setOption(StandardSocketOptions.SO_SNDBUF, settings.sendBuffer().get());
      }
      if (settings.receiveBuffer().isPresent()) {
        socket.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer().get());
      }
      if (settings.reusePort()) {
        if (!socket.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
          throw new SocketException("the nio engine cannot set reuse-port on this system");
        }
        socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      socket.setOption(StandardSocketOptions.SO_BROADCAST, target.broadcast());
    }

    /** Never asked: there are no paths here. */
    @Override
    public SocketEngine.Answer knock(Path path) {
      return SocketEngine.Answer.LISTENS;
    }
  }

  @Override
  void bind(SocketName place) throws IOException {
    socket.bind(NioEngine.addressOf(place));
  }

  @Override
  void autobind() throws IOException {
    socket.bind(null);
  }

  @Override
  void connect(SocketName peer) throws IOException {
    socket.connect(NioEngine.addressOf(peer));
  }

  @Override
  void settle(StreamSettings settings) throws IOException {
    settle(textOf(socket.getLocalAddress()), textOf(socket.getRemoteAddress()), settings);
  }

  private static Optional<String> textOf(@Nullable SocketAddress name) {
    return name instanceof InetSocketAddress inet
        ? text(new SocketName.Inet(inet.getAddress(), inet.getPort()))
        : Optional.empty();
  }

  // ---- envelopes ----

  @Override
  public Envelope envelope() {
    return new NioEnvelope();
  }

  @Override
  String scheme() {
    return MessageTarget.UDP;
  }

  @Override
  Envelope addressed(String address, List<SocketName> places) throws IOException {
    for (SocketName place : places) {
      if (place instanceof SocketName.Inet inet && (v6 || !isV6(inet))) {
        NioEnvelope made = new NioEnvelope();
        made.address(NioEngine.addressOf(place));
        return made;
      }
    }
    throw new SocketException(
        address + ": an IPv6 address only, and " + address() + " is an IPv4 socket");
  }

  private static boolean isV6(SocketName.Inet inet) {
    return inet.address() instanceof Inet6Address;
  }

  private NioEnvelope ours(Envelope envelope) {
    if (envelope instanceof NioEnvelope own) {
      return own;
    }
    throw new IllegalArgumentException(
        address() + ": " + envelope + " is of another kind of channel; make one with envelope()");
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
    ByteBuffer message = buffer(arrived);
    arrived = message;
    if (next(message) == null) {
      return WOULD_BLOCK;
    }
    long size = message.remaining();
    long taken = scatter(message, dsts, offset, length);
    if (taken < size) {
      throw new TruncatedMessageException(address(), size, taken);
    }
    return taken;
  }

  @Override
  protected long ioReceive(ByteBuffer[] dsts, int offset, int length, Envelope envelope)
      throws IOException {
    NioEnvelope own = ours(envelope);
    ByteBuffer message = buffer(arrived);
    arrived = message;
    SocketAddress from = next(message);
    if (from == null) {
      return WOULD_BLOCK;
    }
    long size = message.remaining();
    long taken = scatter(message, dsts, offset, length);
    own.tell(from, size, taken);
    return taken;
  }

  /** The next message as a whole, ready to be taken from; null if there is none. */
  private @Nullable SocketAddress next(ByteBuffer message) throws IOException {
    try {
      SocketAddress from = socket.receive(message.clear());
      message.flip();
      return from;
    } catch (IOException e) {
      throw MessageFailures.using(address(), e);
    }
  }

  private static long scatter(ByteBuffer message, ByteBuffer[] dsts, int offset, int length) {
    long before = message.remaining();
    for (int i = offset; i < offset + length && message.hasRemaining(); i++) {
      int part = Math.min(message.remaining(), dsts[i].remaining());
      dsts[i].put(dsts[i].position(), message, message.position(), part);
      dsts[i].position(dsts[i].position() + part);
      message.position(message.position() + part);
    }
    return before - message.remaining();
  }

  private static ByteBuffer buffer(@Nullable ByteBuffer made) {
    return made != null ? made : ByteBuffer.allocateDirect(WHOLE);
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    return sendTo(srcs, offset, length, null);
  }

  @Override
  protected long ioSend(ByteBuffer[] srcs, int offset, int length, Envelope to) throws IOException {
    return sendTo(srcs, offset, length, ours(to).peer());
  }

  private long sendTo(ByteBuffer[] srcs, int offset, int length, @Nullable SocketAddress named)
      throws IOException {
    SocketAddress remote = socket.getRemoteAddress();
    SocketAddress to = named == null ? remote : named;
    checkPeer(remote, to);
    ByteBuffer message = gather(srcs, offset, length, to);
    int size = message.remaining();
    if (size == 0 && remote != null) {
      throw new SocketException(
          address()
              + ": java.nio sends no empty message from a connected socket; the native engine,"
              + " which needs --enable-native-access=qio.posix, does");
    }
    try {
      // An empty message that had to wait cannot be told from one that was sent.
      if (socket.send(message, to) < size) {
        return WOULD_BLOCK;
      }
    } catch (IOException e) {
      throw MessageFailures.using(address(), e);
    }
    for (int i = offset; i < offset + length; i++) {
      srcs[i].position(srcs[i].limit());
    }
    return size;
  }

  private void checkPeer(@Nullable SocketAddress remote, @Nullable SocketAddress to)
      throws IOException {
    if (to == null) {
      throw MessageFailures.noPeer(address());
    }
    if (remote != null && !remote.equals(to)) {
      throw new SocketException(
          address()
              + ": the nio engine sends from a connected socket to its peer alone; the native"
              + " engine, which needs --enable-native-access=qio.posix, to others too");
    }
  }

  private ByteBuffer gather(ByteBuffer[] srcs, int offset, int length, SocketAddress to)
      throws IOException {
    long size = 0;
    for (int i = offset; i < offset + length; i++) {
      size += srcs[i].remaining();
    }
    boolean toV6 =
        to instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address;
    long limit = toV6 ? LARGEST_V6 : LARGEST_V4;
    if (size > limit) {
      throw MessageFailures.tooLong(address(), size, limit, "send it in parts");
    }
    ByteBuffer message = buffer(leaving);
    leaving = message;
    message.clear();
    for (int i = offset; i < offset + length; i++) {
      int part = srcs[i].remaining();
      message.put(message.position(), srcs[i], srcs[i].position(), part);
      message.position(message.position() + part);
    }
    return message.flip();
  }

  @Override
  void closeSocket() throws IOException {
    readiness.close();
    socket.close();
  }
}
