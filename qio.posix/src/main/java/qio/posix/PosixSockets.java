package qio.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.util.Optional;
import java.util.OptionalInt;
import qio.api.aio.Readiness;
import qio.api.channel.PeerCredentials;
import qio.posix.layout.Linger;
import qio.posix.layout.SockaddrUn;
import qio.posix.layout.Ucred;
import qio.posix.libc.CallMemory;
import qio.posix.libc.SocketSymbols;

/**
 * The calls on sockets, but for those that accept ({@link SocketAcceptor}) and those that move
 * bytes. None of them waits. All sockets made here are close-on-exec, and non-blocking until a
 * thread waits inside a call ({@link SocketTransfer#receiveWaiting}).
 *
 * <p>Every method throws {@link java.nio.channels.ClosedChannelException} if its socket is closed,
 * and {@link NativeAccessException} where there is no native access. All may be called from any
 * thread.
 */
public final class PosixSockets {

  private static final int FLAGS = SocketSymbols.SOCK_NONBLOCK | SocketSymbols.SOCK_CLOEXEC;
  private static final int SHUT_READING = 0;
  private static final int SHUT_WRITING = 1;
  private static final int SHUT_BOTH = 2;

  /** The user and group of {@code SO_PEERCRED} where there is no peer. */
  private static final int NOBODY = -1;

  private PosixSockets() {}

  /**
   * Two ends of one connection.
   *
   * @param first one end
   * @param second the other end
   */
  public record Pair(PosixDescriptor first, PosixDescriptor second) {}

  /**
   * Makes a socket ({@code socket(2)}).
   *
   * @param domain the address family
   * @param type the type
   * @return the socket
   * @throws IOException if the family is not supported here, or no descriptor is left
   */
  public static PosixDescriptor open(SocketDomain domain, SocketType type) throws IOException {
    NativeAccess.require();
    try (CallMemory memory = CallMemory.take()) {
      int number = SocketSymbols.socket(memory.errno(), domain.number(), type.number() | FLAGS, 0);
      if (number < 0) {
        throw PosixException.ofSocket("socket", -number, domain + " " + type);
      }
      return PosixDescriptor.ownSocket(number);
    }
  }

  /**
   * Makes two connected UNIX sockets ({@code socketpair(2)}).
   *
   * @param type the type
   * @return both ends
   * @throws IOException if no descriptor is left
   */
  public static Pair pair(SocketType type) throws IOException {
    NativeAccess.require();
    try (CallMemory memory = CallMemory.take()) {
      MemorySegment pair = memory.room();
      int result =
          SocketSymbols.socketpair(
              memory.errno(), SocketDomain.UNIX.number(), type.number() | FLAGS, 0, pair.address());
      if (result < 0) {
        throw PosixException.ofSocket("socketpair", -result, type.toString());
      }
      return new Pair(
          PosixDescriptor.ownSocket(pair.getAtIndex(JAVA_INT, 0)),
          PosixDescriptor.ownSocket(pair.getAtIndex(JAVA_INT, 1)));
    }
  }

  /**
   * Gives a socket its own address ({@code bind(2)}).
   *
   * @param socket the socket
   * @param name the address; an IPv4 address on an IPv6 socket is mapped
   * @throws java.net.BindException if the address is in use, not of this machine, or not allowed
   * @throws IOException if the socket cannot be bound
   */
  public static void bind(PosixDescriptor socket, SocketName name) throws IOException {
    int fd = socket.use();
    try (CallMemory memory = CallMemory.take()) {
      int length = SocketNames.encode(name, domain(memory, fd), memory.room());
      int result = SocketSymbols.bind(memory.errno(), fd, memory.room().address(), length);
      check("bind", result, name.toString());
    } finally {
      socket.done();
    }
  }

  /**
   * Says which mode the file of a UNIX socket is to be made with, so that it never has a wider one
   * ({@code fchmod(2)}); the umask still takes bits away.
   *
   * @param socket an unbound UNIX socket
   * @param mode the permissions, 0 to 0777
   * @throws IOException if the mode cannot be set
   */
  public static void fileMode(PosixDescriptor socket, int mode) throws IOException {
    int fd = socket.use();
    try (CallMemory memory = CallMemory.take()) {
      check("fchmod", SocketSymbols.fchmod(memory.errno(), fd, mode), socket.toString());
    } finally {
      socket.done();
    }
  }

  /**
   * Gives a UNIX socket an abstract name that the kernel chooses, so that a peer can answer.
   *
   * @param socket an unbound UNIX socket
   * @throws IOException if the socket cannot be bound
   */
  public static void autobind(PosixDescriptor socket) throws IOException {
    int fd = socket.use();
    try (CallMemory memory = CallMemory.take()) {
      int length = SockaddrUn.setUnnamed(memory.room());
      int result = SocketSymbols.bind(memory.errno(), fd, memory.room().address(), length);
      check("bind", result, socket.toString());
    } finally {
      socket.done();
    }
  }

  /**
   * Lets a bound socket listen ({@code listen(2)}); on one that listens already it changes the
   * backlog.
   *
   * @param socket the socket
   * @param backlog how many connections may queue; the kernel has a limit of its own
   * @throws java.net.BindException if another socket listens at the address
   * @throws IOException if the socket cannot listen
   */
  public static void listen(PosixDescriptor socket, int backlog) throws IOException {
    int fd = socket.use();
    try (CallMemory memory = CallMemory.take()) {
      check("listen", SocketSymbols.listen(memory.errno(), fd, backlog), socket.toString());
    } finally {
      socket.done();
    }
  }

  /**
   * Starts to connect ({@code connect(2)}).
   *
   * @param socket the socket
   * @param peer the address; an IPv4 address on an IPv6 socket is mapped
   * @return how far it got
   * @throws java.net.ConnectException if nobody listens there, or a UNIX path does not exist
   * @throws java.net.NoRouteToHostException if the host or its network cannot be reached
   * @throws IOException if the socket cannot be connected; it is then of no more use
   */
  public static ConnectProgress connect(PosixDescriptor socket, SocketName peer)
      throws IOException {
    int fd = socket.use();
    try (CallMemory memory = CallMemory.take()) {
      int domain = mayBeMapped(peer) ? domain(memory, fd) : 0;
      int length = SocketNames.encode(peer, domain, memory.room());
      int seen = DescriptorWaiter.beforeTry(socket, Readiness.WRITE);
      long name = memory.room().address();
      int result = SocketSymbols.connect(memory.errno(), fd, name, length);
      if (result == -Errno.EINPROGRESS.number()) {
        // Within one machine the answer is there by now; to ask again is cheaper than to wait.
        result = SocketSymbols.connect(memory.errno(), fd, name, length);
        if (result == -Errno.EISCONN.number()) { // so vsock says that it is done
          return ConnectProgress.CONNECTED;
        }
      }
      if (result >= 0) {
        return ConnectProgress.CONNECTED;
      }
      return switch (Errno.of(-result).orElse(Errno.EIO)) {
        case EINPROGRESS, EINTR, EALREADY -> {
          DescriptorWaiter.wouldBlock(socket, Readiness.WRITE, seen);
          yield ConnectProgress.IN_PROGRESS;
        }
        case EAGAIN -> unixOnly(peer, result);
        default -> throw PosixException.ofSocket("connect", -result, whereTo(socket, peer));
      };
    } finally {
      socket.done();
    }
  }

  /** Whether the socket decides how the name is written. */
  private static boolean mayBeMapped(SocketName name) {
    return name instanceof SocketName.Inet inet && inet.address() instanceof Inet4Address;
  }

  /**
   * Asks how a connect in progress went ({@code SO_ERROR}).
   *
   * @param socket the socket
   * @return true if it is connected, false if that is not decided yet
   * @throws java.net.ConnectException if nobody listens there or the peer did not answer
   * @throws java.net.NoRouteToHostException if the host or its network cannot be reached
   * @throws IOException if the connect failed; the socket is of no more use
   */
  public static boolean finishConnect(PosixDescriptor socket) throws IOException {
    int error = socketLevelOption(socket, SocketSymbols.SO_ERROR);
    if (error != 0) {
      throw PosixException.ofSocket("connect", error, socket.toString());
    }
    return peerName(socket).isPresent();
  }

  /**
   * The socket's own address ({@code getsockname(2)}).
   *
   * @param socket the socket
   * @return the address; the wildcard with port 0 if it was never bound
   * @throws IOException if it is no socket
   */
  public static SocketName localName(PosixDescriptor socket) throws IOException {
    int fd = socket.use();
    try (CallMemory memory = CallMemory.take()) {
      MemorySegment length = lengthOf(memory);
      int result =
          SocketSymbols.getsockname(memory.errno(), fd, memory.room().address(), length.address());
      check("getsockname", result, socket.toString());
      return SocketNames.decode(memory.room(), length.get(JAVA_INT, 0));
    } finally {
      socket.done();
    }
  }

  /**
   * The address of the peer ({@code getpeername(2)}).
   *
   * @param socket the socket
   * @return the address, or empty if the socket is not connected
   * @throws IOException if it is no socket
   */
  public static Optional<SocketName> peerName(PosixDescriptor socket) throws IOException {
    int fd = socket.use();
    try (CallMemory memory = CallMemory.take()) {
      MemorySegment length = lengthOf(memory);
      int result =
          SocketSymbols.getpeername(memory.errno(), fd, memory.room().address(), length.address());
      if (result == -Errno.ENOTCONN.number() || result == -Errno.EINVAL.number()) {
        return Optional.empty(); // not connected, or (EINVAL) shut down by now
      }
      check("getpeername", result, socket.toString());
      return Optional.of(SocketNames.decode(memory.room(), length.get(JAVA_INT, 0)));
    } finally {
      socket.done();
    }
  }

  /**
   * Ends one direction or both ({@code shutdown(2)}). A direction that has ended already is no
   * error.
   *
   * @param socket the socket
   * @param reading whether nothing more is to be read
   * @param writing whether nothing more is to be written
   * @throws IOException if the socket is not connected
   */
  public static void shutdown(PosixDescriptor socket, boolean reading, boolean writing)
      throws IOException {
    if (!reading && !writing) {
      return;
    }
    int how = reading && writing ? SHUT_BOTH : writing ? SHUT_WRITING : SHUT_READING;
    int fd = socket.use();
    try (CallMemory memory = CallMemory.take()) {
      check("shutdown", SocketSymbols.shutdown(memory.errno(), fd, how), socket.toString());
    } finally {
      socket.done();
    }
  }

  /**
   * Sets an option ({@code setsockopt(2)}).
   *
   * @param socket the socket
   * @param option the option
   * @param value its new value; 0 or 1 for a switch
   * @throws IOException if the socket does not know the option or refuses the value
   */
  public static void setOption(PosixDescriptor socket, PosixSocketOption option, int value)
      throws IOException {
    int fd = socket.use();
    try (CallMemory memory = CallMemory.take()) {
      memory.room().set(JAVA_INT, 0, value);
      int result =
          SocketSymbols.setsockopt(
              memory.errno(),
              fd,
              option.level(),
              option.number(),
              memory.room().address(),
              Integer.BYTES);
      if (result < 0) {
        throw PosixException.ofSocket("setsockopt", -result, socket + " " + option + "=" + value);
      }
    } finally {
      socket.done();
    }
  }

  /**
   * Reads an option ({@code getsockopt(2)}).
   *
   * @param socket the socket
   * @param option the option
   * @return its value; 0 or 1 for a switch
   * @throws IOException if the socket does not know the option
   */
  public static int option(PosixDescriptor socket, PosixSocketOption option) throws IOException {
    return option(socket, option.level(), option.number(), option.name());
  }

  /**
   * Sets how long closing the socket waits for unsent data ({@code SO_LINGER}); 0 resets the
   * connection instead.
   *
   * @param socket the socket
   * @param seconds the time in seconds, or empty for not at all: the kernel goes on sending in the
   *     background
   * @throws IOException if the socket refuses
   */
  public static void setLinger(PosixDescriptor socket, OptionalInt seconds) throws IOException {
    int fd = socket.use();
    try (CallMemory memory = CallMemory.take()) {
      Linger.set(memory.room(), seconds.orElse(-1));
      int result =
          SocketSymbols.setsockopt(
              memory.errno(),
              fd,
              SocketSymbols.SOL_SOCKET,
              SocketSymbols.SO_LINGER,
              memory.room().address(),
              (int) Linger.SIZE);
      check("setsockopt", result, socket.toString());
    } finally {
      socket.done();
    }
  }

  /**
   * Reads how long closing the socket waits for unsent data ({@code SO_LINGER}).
   *
   * @param socket the socket
   * @return the time in seconds, or empty if it does not wait
   * @throws IOException if it is no socket
   */
  public static OptionalInt linger(PosixDescriptor socket) throws IOException {
    int fd = socket.use();
    try (CallMemory memory = CallMemory.take()) {
      int result =
          getOption(memory, fd, SocketSymbols.SOL_SOCKET, SocketSymbols.SO_LINGER, Linger.SIZE);
      check("getsockopt", result, socket.toString());
      int seconds = Linger.seconds(memory.room());
      return seconds < 0 ? OptionalInt.empty() : OptionalInt.of(seconds);
    } finally {
      socket.done();
    }
  }

  /**
   * Whether the socket listens ({@code SO_ACCEPTCONN}).
   *
   * @param socket the socket
   * @return true if it does
   * @throws IOException if it is no socket
   */
  public static boolean isListening(PosixDescriptor socket) throws IOException {
    return socketLevelOption(socket, SocketSymbols.SO_ACCEPTCONN) != 0;
  }

  /**
   * Who was at the other end of a UNIX connection when it was made ({@code SO_PEERCRED}).
   *
   * @param socket the socket
   * @return the credentials, or empty if it is no connected UNIX socket
   * @throws IOException if it is no socket
   */
  public static Optional<PeerCredentials> peerCredentials(PosixDescriptor socket)
      throws IOException {
    int fd = socket.use();
    try (CallMemory memory = CallMemory.take()) {
      int result =
          getOption(memory, fd, SocketSymbols.SOL_SOCKET, SocketSymbols.SO_PEERCRED, Ucred.SIZE);
      check("getsockopt", result, socket.toString());
      MemorySegment found = memory.room();
      return Ucred.uid(found) == NOBODY && Ucred.gid(found) == NOBODY
          ? Optional.empty()
          : Optional.of(
              new PeerCredentials(
                  Ucred.pid(found),
                  Integer.toUnsignedLong(Ucred.uid(found)),
                  Integer.toUnsignedLong(Ucred.gid(found))));
    } finally {
      socket.done();
    }
  }

  // ---- inside

  static int socketLevelOption(PosixDescriptor socket, int option) throws IOException {
    return option(socket, SocketSymbols.SOL_SOCKET, option, "option " + option);
  }

  private static int option(PosixDescriptor socket, int level, int option, String name)
      throws IOException {
    int fd = socket.use();
    try (CallMemory memory = CallMemory.take()) {
      int result = getOption(memory, fd, level, option, Integer.BYTES);
      if (result < 0) {
        throw PosixException.ofSocket("getsockopt", -result, socket + " " + name);
      }
      return memory.room().get(JAVA_INT, 0);
    } finally {
      socket.done();
    }
  }

  /** The value goes to the start of the room, its length to the end. */
  private static int getOption(CallMemory memory, int fd, int level, int option, long size) {
    MemorySegment length = lengthOf(memory);
    length.set(JAVA_INT, 0, (int) size);
    return SocketSymbols.getsockopt(
        memory.errno(), fd, level, option, memory.room().address(), length.address());
  }

  /** The in and out length of an address, at the end of the room. */
  private static MemorySegment lengthOf(CallMemory memory) {
    MemorySegment length = memory.length();
    length.set(JAVA_INT, 0, SocketNames.LONGEST);
    return length;
  }

  private static int domain(CallMemory memory, int fd) {
    int result =
        getOption(memory, fd, SocketSymbols.SOL_SOCKET, SocketSymbols.SO_DOMAIN, Integer.BYTES);
    return result < 0 ? -1 : memory.room().get(JAVA_INT, 0);
  }

  private static void check(String call, int result, String where) throws IOException {
    if (result < 0) {
      throw PosixException.ofSocket(call, -result, where);
    }
  }

  private static ConnectProgress unixOnly(SocketName peer, int result) throws IOException {
    if (peer instanceof SocketName.UnixPath || peer instanceof SocketName.UnixAbstract) {
      return ConnectProgress.QUEUE_FULL;
    }
    throw PosixException.ofSocket("connect", -result, peer.toString()); // no free local port
  }

  /** The description of the channel if it has one, which says more than the bare address. */
  private static String whereTo(PosixDescriptor socket, SocketName peer) {
    String described = socket.toString();
    return described.startsWith("fd:") ? peer.toString() : described;
  }
}
