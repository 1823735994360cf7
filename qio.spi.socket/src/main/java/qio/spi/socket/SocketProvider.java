package qio.spi.socket;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import qio.api.channel.Admission;
import qio.api.channel.ChannelOption;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorNotInheritedException;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.spi.Availability;
import qio.api.spi.ChannelProvider;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.posix.NativeAccess;
import qio.posix.PosixDescriptor;

/**
 * Sockets by address. Streams: {@code tcp://host:port}, {@code tcp://[v6]:port}, {@code tcp://:0},
 * {@code unix:/path}, {@code unix:@abstract}, {@code vsock://cid:port}. Messages: {@code
 * udp://host:port}, {@code unixgram:/path}, {@code unixgram:@abstract}, and {@code udp:?local=…}
 * and {@code unixgram:?local=…} for those that are bound and not connected. And whatever this
 * process was started with, by its number or name: {@code fd:3}, {@code fd:web}.
 *
 * <p>Two engines serve them alike: native calls where they are possible, {@code java.nio}
 * elsewhere. What the second one lacks, {@code hasFeature} says. The system property {@code
 * qio.socket.engine} or the option {@code engine} chooses.
 */
public final class SocketProvider implements ChannelProvider {

  /** For the service loader. */
  public SocketProvider() {}

  @Override
  public String name() {
    return "socket";
  }

  @Override
  public Set<String> schemes() {
    return Set.of(
        StreamTarget.TCP,
        StreamTarget.UNIX,
        VsockText.SCHEME,
        MessageTarget.UDP,
        MessageTarget.UNIXGRAM,
        InheritedTarget.FD);
  }

  @Override
  public List<ChannelOption<?>> options() {
    return SocketOptions.all();
  }

  /** There is always an engine, unless the system property asks for one that there is not. */
  @Override
  public Availability availability() {
    try {
      EngineKind.choose(Optional.empty());
      return Availability.available();
    } catch (IOException | IllegalArgumentException e) {
      return Availability.unavailable(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Whether the address is written as its scheme wants it; what it is opened for is not known yet.
   */
  @Override
  public void check(Endpoint endpoint, OptionValues options) {
    if (isInherited(endpoint)) {
      InheritedTarget.of(endpoint);
    } else if (MessageTarget.isMeant(endpoint)) {
      MessageTarget.of(endpoint, options);
    } else {
      StreamTarget.of(endpoint);
    }
  }

  private static boolean isInherited(Endpoint endpoint) {
    return endpoint.scheme().equals(InheritedTarget.FD);
  }

  private static SocketActivation activation() {
    return SocketActivation.of(System.getenv(), ProcessHandle.current().pid());
  }

  /**
   * Takes the descriptor that {@code fd:NUMBER} or {@code fd:NAME} stands for. What it is, a socket
   * or a file, is for the front door to find out.
   *
   * @throws qio.api.channel.InvalidAddressException if an option is given
   * @throws qio.api.channel.DescriptorNotInheritedException if this process was started with none
   *     such, with several of that name, or it was taken before
   * @throws IOException if there is no native access
   */
  @Override
  public Optional<Descriptor> descriptorOf(Endpoint endpoint, OptionValues options)
      throws IOException {
    if (!isInherited(endpoint)) {
      return Optional.empty();
    }
    InheritedTarget target = InheritedTarget.of(endpoint);
    target.check(options, false);
    List<PosixDescriptor> taken = target.take(activation());
    if (taken.size() > 1) {
      InheritedTarget.giveBack(taken);
      throw new DescriptorNotInheritedException(
          target.address()
              + ": "
              + taken.size()
              + " descriptors have that name and a channel is made of one; use fd:NUMBER");
    }
    return Optional.of(taken.getFirst());
  }

  /**
   * Connects, within 30 seconds if {@code connect-timeout} does not say otherwise. A host's name is
   * looked up first, which may take as long as this machine's name service lets it and cannot be
   * interrupted. Of several addresses the families take turns, IPv6 first; one that does not answer
   * within {@code attempt-delay} gets a competitor, and who answers first is taken (RFC 8305).
   *
   * <p>A socket for messages is made, bound if {@code local} says where, and connected if the
   * address names a peer, which asks nobody and takes no time.
   *
   * @throws qio.api.channel.InvalidAddressException if the address has no host, port 0 or a path
   *     that is relative, empty or over 107 bytes, or an option means nothing for it
   * @throws java.net.UnknownHostException if the host has no address
   * @throws java.net.ConnectException if nobody listens there, or there is no such socket file
   * @throws java.nio.file.AccessDeniedException if this user may not
   * @throws java.net.NoRouteToHostException if there is no way to the host
   * @throws java.net.SocketTimeoutException if no answer came within {@code connect-timeout} or
   *     {@code deadline}
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits
   * @throws IOException if it cannot be connected for another reason; no descriptor is left open
   */
  @Override
  public QioChannel connect(Endpoint endpoint, OptionValues options) throws IOException {
    if (MessageTarget.isMeant(endpoint)) {
      MessageTarget target = MessageTarget.of(endpoint, options);
      boolean nio = engine(target.address(), options) == NioEngine.INSTANCE;
      return new MessageOpener(
              nio ? NioMessages.ENGINE : NativeMessages.ENGINE,
              target,
              StreamSettings.of(target.address(), options))
          .open();
    }
    StreamTarget target = StreamTarget.of(endpoint);
    SocketOptions.check(target, options, false);
    SocketEngine engine = engine(target.address(), options);
    return new Dialer(engine, target, StreamSettings.of(target, options)).dial();
  }

  /**
   * Listens: on every address of a host that this machine has, on inherited sockets as they are.
   *
   * @throws qio.api.channel.InvalidAddressException as {@link #connect}
   * @throws qio.api.channel.DescriptorNotInheritedException as {@link #descriptorOf}
   * @throws java.net.UnknownHostException if the host has no address
   * @throws java.net.BindException if the address is in use or not one of this machine, or a file
   *     that is no socket is at the path
   * @throws java.nio.file.AccessDeniedException if this user may not
   * @throws java.nio.file.NoSuchFileException if the folder of a path does not exist
   * @throws IOException if it cannot be listened on for another reason; no descriptor and no file
   *     is left
   */
  @Override
  public QioListener listen(Endpoint endpoint, OptionValues options) throws IOException {
    Admission admission = Admission.of(options.get(Admission.MAX_CONNECTIONS));
    if (isInherited(endpoint)) {
      return SocketListener.of(inherited(endpoint, options), admission);
    }
    if (MessageTarget.isMeant(endpoint)) {
      throw MessageTarget.noListener(endpoint);
    }
    StreamTarget target = StreamTarget.of(endpoint);
    SocketOptions.check(target, options, true);
    SocketEngine engine = engine(target.address(), options);
    return SocketListener.of(
        new Binder(engine, target, StreamSettings.of(target, options)).listen(), admission);
  }

  /**
   * Listens on a tcp port through several sockets, unless {@code reuse-port=off} or the engine
   * cannot; elsewhere as {@link #listen}.
   *
   * @throws IOException as {@link #listen}
   */
  @Override
  public List<QioListener> listenSeveral(Endpoint endpoint, OptionValues options, int count)
      throws IOException {
    boolean wanted = count > 1 && options.get(SocketOptions.REUSE_PORT, true);
    boolean tcp = endpoint.scheme().equals(StreamTarget.TCP);
    if (wanted && tcp && StreamTarget.of(endpoint) instanceof StreamTarget.Tcp target) {
      SocketOptions.check(target, options, true);
      SocketEngine engine = engine(target.address(), options);
      if (engine.sharesPorts()) {
        Admission admission = Admission.of(options.get(Admission.MAX_CONNECTIONS));
        return new SharedPort(engine, options, admission).listen(target, count);
      }
    }
    return List.of(listen(endpoint, options));
  }

  private static List<ListeningChannel> inherited(Endpoint endpoint, OptionValues options)
      throws IOException {
    InheritedTarget target = InheritedTarget.of(endpoint);
    target.check(options, true);
    return new InheritedListening(target.address(), options).listen(target.take(activation()));
  }

  private static SocketEngine engine(String address, OptionValues options) throws IOException {
    try {
      return EngineKind.choose(options.get(SocketOptions.ENGINE));
    } catch (IOException e) {
      throw new IOException(address + ": " + e.getMessage(), e);
    }
  }

  /**
   * Adopts a stream socket, connected, unconnected or listening, or one for messages, connected or
   * not. Needs native access; its {@code O_NONBLOCK} stays as it is. Any other descriptor, and one
   * of a foreign class, is left to other providers.
   */
  @Override
  public Optional<QioChannel> adopt(Descriptor descriptor) throws IOException {
    if (NativeAccess.unavailableBecause().isPresent()
        || !(descriptor instanceof PosixDescriptor own)) {
      return Optional.empty();
    }
    Optional<QioChannel> stream = NativeEngine.INSTANCE.adopt(own);
    return stream.isPresent() ? stream : NativeMessages.adopt(own);
  }

  /** Adopts a stream socket that listens, under the same conditions. */
  @Override
  public Optional<QioListener> adoptListener(Descriptor descriptor) throws IOException {
    return NativeAccess.unavailableBecause().isEmpty() && descriptor instanceof PosixDescriptor own
        ? NativeEngine.INSTANCE
            .adoptListening(own, StreamSettings.none())
            .map(socket -> new SocketListener(socket, Admission.unlimited()))
        : Optional.empty();
  }
}
