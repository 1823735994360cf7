package qio.posix;

/** The type of a socket ({@code SO_TYPE}). */
public enum SocketType {
  /** A byte stream. */
  STREAM(1),
  /** Datagrams. */
  DATAGRAM(2),
  /** A connection that keeps the borders of messages. */
  SEQPACKET(5),
  /** A type of which this module knows no more. */
  OTHER(-1);

  private final int number;

  SocketType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static SocketType of(int number) {
    for (SocketType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    return OTHER;
  }
}
