package qio.bench;

/** What the connections run over; both ends are in this process. */
public enum Transport {
  /** Loopback, with {@code TCP_NODELAY}. */
  TCP,
  /** A socket file in the directory for temporary files. */
  UNIX
}
