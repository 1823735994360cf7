package qio.spi.socket;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import qio.api.channel.QioChannel;
import qio.posix.DescriptorKind;
import qio.posix.Errno;
import qio.posix.PosixDescriptor;
import qio.posix.PosixException;
import qio.posix.PosixSockets;
import qio.posix.SocketDomain;
import qio.posix.SocketName;
import qio.posix.SocketType;

/** Sockets of Linux by its own system calls. */
final class NativeEngine implements SocketEngine {

  static final NativeEngine INSTANCE = new NativeEngine();

  private NativeEngine() {}

  /** Something to do with a new descriptor, which is closed if that fails. */
  private interface Setup<T> {
    T with(PosixDescriptor socket) throws IOException;
  }

  private static <T> T withNew(String address, SocketName place, Setup<T> setup)
      throws IOException {
    PosixDescriptor socket = PosixSockets.open(domain(place), SocketType.STREAM);
    boolean done = false;
    try {
      socket.describe(address);
      T made = setup.with(socket);
      done = true;
      return made;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  static SocketDomain domain(SocketName place) {
    return switch (place) {
      case SocketName.Inet inet ->
          inet.address() instanceof Inet6Address ? SocketDomain.INET6 : SocketDomain.INET;
      case SocketName.UnixPath path -> SocketDomain.UNIX;
      case SocketName.UnixAbstract named -> SocketDomain.UNIX;
      case SocketName.UnixUnnamed unnamed -> SocketDomain.UNIX;
      case SocketName.Vsock vsock -> SocketDomain.VSOCK;
      case SocketName.Other other -> SocketDomain.OTHER;
    };
  }

  @Override
  public StreamChannel open(String address, SocketName place, StreamSettings settings)
      throws IOException {
    return withNew(
        address,
        place,
        socket -> {
          NativeOptions.set(socket, place, settings);
          return new NativeStream(address, socket, domain(place));
        });
  }

  @Override
  public ListeningChannel listen(String address, SocketName place, StreamSettings settings)
      throws IOException {
    return withNew(
        address,
        place,
        socket -> {
          NativeOptions.set(socket, place, settings);
          if (place instanceof SocketName.Inet inet) {
            NativeOptions.setListening(socket, inet, settings);
          }
          return bound(address, socket, place, settings);
        });
  }

  /**
   * Who says nothing about families gets IPv6 alone where somebody has the port in IPv4 already;
   * who asks for both does not.
   */
  private static void bind(PosixDescriptor socket, SocketName place, StreamSettings settings)
      throws IOException {
    try {
      PosixSockets.bind(socket, place);
    } catch (BindException taken) {
      boolean inUse =
          PosixException.in(taken)
              .flatMap(PosixException::errno)
              .equals(Optional.of(Errno.EADDRINUSE));
      if (!inUse || !NativeOptions.isEveryV6(place) || settings.families() != AddressFamilies.ANY) {
        throw taken;
      }
      NativeOptions.setSixAlone(socket, true);
      PosixSockets.bind(socket, place);
    }
  }

  private static ListeningChannel bound(
      String address, PosixDescriptor socket, SocketName place, StreamSettings settings)
      throws IOException {
    bind(socket, place, settings);
    Path path = place instanceof SocketName.UnixPath unix ? Path.of(unix.toString()) : null;
    boolean done = false;
    try {
      if (path != null) {
        settings.file().apply(path); // before listen: until then everybody is refused
      }
      PosixSockets.listen(socket, settings.backlog());
      String local = AddressText.of(PosixSockets.localName(socket)).orElse(address);
      ListeningChannel listening = new NativeListening(address, local, socket, settings);
      done = true;
      return listening;
    } finally {
      if (!done && path != null) {
        Files.deleteIfExists(path);
      }
    }
  }

  @Override
  public boolean sharesPorts() {
    return true;
  }

  @Override
  public Answer knock(Path path) throws IOException {
    SocketName place = SocketName.UnixPath.of(path.toString());
    try {
      return withNew(
          AddressText.ofPath(path.toString()),
          place,
          socket -> {
            PosixSockets.connect(socket, place);
            socket.close();
            return Answer.LISTENS;
          });
    } catch (ConnectException refused) {
      return Answer.STALE;
    }
  }

  /**
   * Makes a channel of a stream socket: one that carries bytes, or one that listens.
   *
   * @return the channel, or empty if it is no stream socket of a family known here
   * @throws IOException if it cannot be asked what it is; it stays the caller's
   */
  Optional<QioChannel> adopt(PosixDescriptor descriptor) throws IOException {
    if (!isKnownStream(descriptor)) {
      return Optional.empty();
    }
    SocketDomain domain = descriptor.socketDomain();
    if (PosixSockets.isListening(descriptor)) {
      return Optional.of(listening(descriptor, StreamSettings.none()));
    }
    Optional<String> local = AddressText.of(PosixSockets.localName(descriptor));
    Optional<String> peer = PosixSockets.peerName(descriptor).flatMap(AddressText::of);
    PosixDescriptor socket = PosixDescriptor.takeOver(descriptor);
    String address = peer.orElse("fd:" + socket.number());
    socket.describe(address);
    NativeStream stream = new NativeStream(address, socket, domain);
    stream.settle(local, peer, StreamSettings.none());
    return Optional.of(stream);
  }

  /**
   * Makes a listening channel of a stream socket that listens.
   *
   * @return the channel, or empty if it is no such socket of a family known here
   * @throws IOException if it cannot be asked what it is; it stays the caller's
   */
  Optional<ListeningChannel> adoptListening(PosixDescriptor descriptor, StreamSettings settings)
      throws IOException {
    return isKnownStream(descriptor) && PosixSockets.isListening(descriptor)
        ? Optional.of(listening(descriptor, settings))
        : Optional.empty();
  }

  private static boolean isKnownStream(PosixDescriptor descriptor) throws IOException {
    if (descriptor.kind() != DescriptorKind.SOCKET
        || descriptor.socketType() != SocketType.STREAM) {
      return false;
    }
    return descriptor.socketDomain() != SocketDomain.OTHER;
  }

  private static ListeningChannel listening(PosixDescriptor descriptor, StreamSettings settings)
      throws IOException {
    Optional<String> local = AddressText.of(PosixSockets.localName(descriptor));
    PosixDescriptor socket = PosixDescriptor.takeOver(descriptor);
    String address = local.orElse("fd:" + socket.number());
    socket.describe(address);
    return new NativeListening(address, local.orElse(address), socket, settings, true);
  }
}
