package qio.posix;

/** The options of sockets whose value is an int; a switch is 0 or 1. Numbers are those of Linux. */
public enum PosixSocketOption {
  /** {@code SO_REUSEADDR}: a port left in TIME_WAIT can be listened on again. A switch. */
  REUSE_ADDRESS(Level.SOCKET, 2),
  /** {@code SO_REUSEPORT}: several sockets share a port. A switch. */
  REUSE_PORT(Level.SOCKET, 15),
  /** {@code SO_BROADCAST}: messages may go to broadcast addresses. A switch, datagrams only. */
  BROADCAST(Level.SOCKET, 6),
  /** {@code SO_KEEPALIVE}: an idle peer is probed. A switch. */
  KEEP_ALIVE(Level.SOCKET, 9),
  /** {@code SO_SNDBUF} in bytes; Linux doubles what is set. */
  SEND_BUFFER(Level.SOCKET, 7),
  /** {@code SO_RCVBUF} in bytes; Linux doubles what is set. */
  RECEIVE_BUFFER(Level.SOCKET, 8),
  /** {@code SO_ZEROCOPY}: writes may go without a copy. A switch, TCP here. */
  ZERO_COPY(Level.SOCKET, 60),
  /** {@code SO_PASSCRED}: messages bring the sender's credentials. A switch, UNIX only. */
  PASS_CREDENTIALS(Level.SOCKET, 16),
  /** {@code SO_MARK}: the mark of packets for routing and filters; needs {@code CAP_NET_ADMIN}. */
  MARK(Level.SOCKET, 36),
  /** {@code TCP_NODELAY}: small segments go out at once. A switch, TCP only. */
  NO_DELAY(Level.TCP, 1),
  /** {@code TCP_CORK}: only full segments go out. A switch, TCP only. */
  CORK(Level.TCP, 3),
  /** {@code TCP_KEEPIDLE} in seconds. */
  KEEP_IDLE(Level.TCP, 4),
  /** {@code TCP_KEEPINTVL} in seconds. */
  KEEP_INTERVAL(Level.TCP, 5),
  /** {@code TCP_KEEPCNT}: unanswered probes. */
  KEEP_COUNT(Level.TCP, 6),
  /** {@code TCP_USER_TIMEOUT} in milliseconds: how long sent data may stay unacknowledged. */
  USER_TIMEOUT(Level.TCP, 18),
  /** {@code IP_TOS}: the type of service of IPv4 packets. */
  TYPE_OF_SERVICE(Level.IP, 1),
  /** {@code IPV6_TCLASS}: the traffic class of IPv6 packets. */
  TRAFFIC_CLASS(Level.IPV6, 67),
  /** {@code IPV6_V6ONLY}: an IPv6 socket leaves IPv4 alone. A switch, before bind. */
  IPV6_ONLY(Level.IPV6, 26);

  private final Level level;
  private final int number;

  PosixSocketOption(Level level, int number) {
    this.level = level;
    this.number = number;
  }

  int level() {
    return level.number;
  }

  int number() {
    return number;
  }

  private enum Level {
    IP(0),
    SOCKET(1),
    TCP(6),
    IPV6(41);

    private final int number;

    Level(int number) {
      this.number = number;
    }
  }
}
