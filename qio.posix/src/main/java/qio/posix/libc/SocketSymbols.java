package qio.posix.libc;

import java.lang.foreign.MemorySegment;

/** The calls on sockets. The constants are those of Linux. */
public final class SocketSymbols {

  /** {@code socket}: calls do not wait. */
  public static final int SOCK_NONBLOCK = 0x800;

  /** {@code socket}: closed on exec. */
  public static final int SOCK_CLOEXEC = 0x80000;

  /** The level of options and control data that are not of one protocol. */
  public static final int SOL_SOCKET = 1;

  /** Control data: descriptors. */
  public static final int SCM_RIGHTS = 1;

  /** Option: the type of the socket. */
  public static final int SO_TYPE = 3;

  /** Option: the error that waits. */
  public static final int SO_ERROR = 4;

  /** Option: how long close waits. */
  public static final int SO_LINGER = 13;

  /** Option: who is at the other end. */
  public static final int SO_PEERCRED = 17;

  /** Option: whether the socket listens. */
  public static final int SO_ACCEPTCONN = 30;

  /** Option: the address family. */
  public static final int SO_DOMAIN = 39;

  /** Leaves the bytes in the socket. */
  public static final int MSG_PEEK = 0x2;

  /** Control data did not fit. */
  public static final int MSG_CTRUNC = 0x8;

  /** The answer is the size of the whole message, whatever there was room for. */
  public static final int MSG_TRUNC = 0x20;

  /** Does not wait, whatever {@code O_NONBLOCK} says. */
  public static final int MSG_DONTWAIT = 0x40;

  /** Raises no {@code SIGPIPE}. */
  public static final int MSG_NOSIGNAL = 0x4000;

  /** Reads the error queue instead of the data. */
  public static final int MSG_ERRQUEUE = 0x2000;

  /** Sends the memory itself instead of a copy. */
  public static final int MSG_ZEROCOPY = 0x4000000;

  /** The level of IPv4. */
  public static final int SOL_IP = 0;

  /** Control data of IPv4: an error. */
  public static final int IP_RECVERR = 11;

  /** The level of IPv6. */
  public static final int SOL_IPV6 = 41;

  /** Control data of IPv6: an error. */
  public static final int IPV6_RECVERR = 25;

  /** Received descriptors are closed on exec. */
  public static final int MSG_CMSG_CLOEXEC = 0x40000000;

  private static final LibcFunction SOCKET = LibcFunction.named("socket");
  private static final LibcFunction SOCKETPAIR = LibcFunction.named("socketpair");
  private static final LibcFunction FCHMOD = LibcFunction.named("fchmod");
  private static final LibcFunction BIND = LibcFunction.named("bind");
  private static final LibcFunction LISTEN = LibcFunction.named("listen");
  private static final LibcFunction ACCEPT4 = LibcFunction.named("accept4");
  private static final LibcFunction CONNECT = LibcFunction.named("connect");
  private static final LibcFunction GETSOCKNAME = LibcFunction.named("getsockname");
  private static final LibcFunction GETPEERNAME = LibcFunction.named("getpeername");
  private static final LibcFunction SHUTDOWN = LibcFunction.named("shutdown");
  private static final LibcFunction SETSOCKOPT = LibcFunction.named("setsockopt");
  private static final LibcFunction GETSOCKOPT = LibcFunction.named("getsockopt");
  private static final LibcFunction RECV = LibcFunction.named("recv");
  private static final LibcFunction SEND = LibcFunction.named("send");
  private static final LibcFunction RECVMSG = LibcFunction.named("recvmsg");
  private static final LibcFunction SENDMSG = LibcFunction.named("sendmsg");

  private SocketSymbols() {}

  /**
   * {@code socket(2)}.
   *
   * @param errno where errno is captured
   * @param domain the address family
   * @param type the type with flags
   * @param protocol 0 for the usual one
   * @return the descriptor or -errno
   */
  public static int socket(MemorySegment errno, int domain, int type, int protocol) {
    return SOCKET.intCall(errno, domain, type, protocol);
  }

  /**
   * {@code socketpair(2)}.
   *
   * @param errno where errno is captured
   * @param domain the address family
   * @param type the type with flags
   * @param protocol 0 for the usual one
   * @param pair where the two descriptors go
   * @return 0 or -errno
   */
  public static int socketpair(MemorySegment errno, int domain, int type, int protocol, long pair) {
    return SOCKETPAIR.intCall(errno, domain, type, protocol, pair);
  }

  /**
   * {@code fchmod(2)}: of a UNIX socket that is not bound yet, the mode that its file will have.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param mode the permissions
   * @return 0 or -errno
   */
  public static int fchmod(MemorySegment errno, int fd, int mode) {
    return FCHMOD.intCall(errno, fd, mode);
  }

  /**
   * {@code bind(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param name the address
   * @param length its length in bytes
   * @return 0 or -errno
   */
  public static int bind(MemorySegment errno, int fd, long name, int length) {
    return BIND.intCall(errno, fd, name, length);
  }

  /**
   * {@code listen(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param backlog how many connections may queue
   * @return 0 or -errno
   */
  public static int listen(MemorySegment errno, int fd, int backlog) {
    return LISTEN.intCall(errno, fd, backlog);
  }

  /**
   * {@code accept4(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param name where the peer goes, 0 for nowhere
   * @param length in and out: its length in bytes, 0 for nowhere
   * @param flags {@code SOCK_} flags
   * @return the descriptor or -errno
   */
  public static int accept4(MemorySegment errno, int fd, long name, long length, int flags) {
    return ACCEPT4.intCall(errno, fd, name, length, flags);
  }

  /**
   * {@code connect(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param name the address
   * @param length its length in bytes
   * @return 0 or -errno
   */
  public static int connect(MemorySegment errno, int fd, long name, int length) {
    return CONNECT.intCall(errno, fd, name, length);
  }

  /**
   * {@code getsockname(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param name where the address goes
   * @param length in and out: its length in bytes
   * @return 0 or -errno
   */
  public static int getsockname(MemorySegment errno, int fd, long name, long length) {
    return GETSOCKNAME.intCall(errno, fd, name, length);
  }

  /**
   * {@code getpeername(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param name where the address goes
   * @param length in and out: its length in bytes
   * @return 0 or -errno
   */
  public static int getpeername(MemorySegment errno, int fd, long name, long length) {
    return GETPEERNAME.intCall(errno, fd, name, length);
  }

  /**
   * {@code shutdown(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param how 0 reading, 1 writing, 2 both
   * @return 0 or -errno
   */
  public static int shutdown(MemorySegment errno, int fd, int how) {
    return SHUTDOWN.intCall(errno, fd, how);
  }

  /**
   * {@code setsockopt(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param level the level
   * @param option the option
   * @param value its value
   * @param length its length in bytes
   * @return 0 or -errno
   */
  public static int setsockopt(
      MemorySegment errno, int fd, int level, int option, long value, int length) {
    return SETSOCKOPT.intCall(errno, fd, level, option, value, length);
  }

  /**
   * {@code getsockopt(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param level the level
   * @param option the option
   * @param value where its value goes
   * @param length in and out: its length in bytes
   * @return 0 or -errno
   */
  public static int getsockopt(
      MemorySegment errno, int fd, int level, int option, long value, long length) {
    return GETSOCKOPT.intCall(errno, fd, level, option, value, length);
  }

  /**
   * {@code recv(2)} into native memory.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param buffer where the bytes go, not on the heap
   * @param length how many bytes
   * @param flags {@code MSG_} flags
   * @return the number of bytes or -errno
   */
  public static long recv(
      MemorySegment errno, int fd, MemorySegment buffer, long length, int flags) {
    return RECV.holdingCall(errno, buffer, fd, buffer.address(), length, flags);
  }

  /**
   * {@code recv(2)} into memory of any kind; holds up safepoints, so the flags must contain {@link
   * #MSG_DONTWAIT}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param buffer where the bytes go
   * @param length how many bytes
   * @param flags {@code MSG_} flags
   * @return the number of bytes or -errno
   */
  public static long recvCritical(
      MemorySegment errno, int fd, MemorySegment buffer, long length, int flags) {
    return RECV.criticalCall(errno, fd, buffer, length, flags);
  }

  /**
   * {@code send(2)} from native memory.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param buffer the bytes, not on the heap
   * @param length how many bytes
   * @param flags {@code MSG_} flags
   * @return the number of bytes or -errno
   */
  public static long send(
      MemorySegment errno, int fd, MemorySegment buffer, long length, int flags) {
    return SEND.holdingCall(errno, buffer, fd, buffer.address(), length, flags);
  }

  /**
   * {@code send(2)} from memory of any kind; holds up safepoints, so the flags must contain {@link
   * #MSG_DONTWAIT}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param buffer the bytes
   * @param length how many bytes
   * @param flags {@code MSG_} flags
   * @return the number of bytes or -errno
   */
  public static long sendCritical(
      MemorySegment errno, int fd, MemorySegment buffer, long length, int flags) {
    return SEND.criticalCall(errno, fd, buffer, length, flags);
  }

  /**
   * {@code recvmsg(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param message the {@code msghdr}
   * @param flags {@code MSG_} flags
   * @return the number of bytes or -errno
   */
  public static long recvmsg(MemorySegment errno, int fd, long message, int flags) {
    return RECVMSG.longCall(errno, fd, message, flags);
  }

  /**
   * The same, which may wait, and keeps the arena of a buffer from being closed until it has
   * returned.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param message the {@code msghdr}
   * @param flags {@code MSG_} flags
   * @param held the memory that the message refers to
   * @return the number of bytes or -errno
   */
  public static long recvmsgInto(
      MemorySegment errno, int fd, long message, int flags, MemorySegment held) {
    return RECVMSG.holdingCall(errno, held, fd, message, flags, 0);
  }

  /**
   * {@code sendmsg(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param message the {@code msghdr}
   * @param flags {@code MSG_} flags
   * @return the number of bytes or -errno
   */
  public static long sendmsg(MemorySegment errno, int fd, long message, int flags) {
    return SENDMSG.longCall(errno, fd, message, flags);
  }
}
