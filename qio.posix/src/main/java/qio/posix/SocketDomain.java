package qio.posix;

/** The address family of a socket ({@code SO_DOMAIN}). */
public enum SocketDomain {
  /** IPv4. */
  INET(2),
  /** IPv6. */
  INET6(10),
  /** UNIX. */
  UNIX(1),
  /** Virtual machine sockets. */
  VSOCK(40),
  /** A family of which this module knows no more. */
  OTHER(-1);

  private final int number;

  SocketDomain(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static SocketDomain of(int number) {
    for (SocketDomain domain : values()) {
      if (domain.number == number) {
        return domain;
      }
    }
    return OTHER;
  }
}
