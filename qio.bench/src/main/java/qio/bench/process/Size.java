package qio.bench.process;

/** How much is done. */
enum Size {
  /** What the page is made with. */
  FULL(64, 1000, 2000, 2048),
  /** Starting and being idle, which is over soon and can be repeated often. */
  START(1, 1000, 0, 0),
  /** Enough to see that everything works. */
  DRY(4, 16, 20, 1);

  private static final long MEBIBYTE = 1024 * 1024;

  /** Many connections. */
  final int many;

  /** A crowd of them. */
  final int crowd;

  /** Connections made to count them. */
  private final int visits;

  /** MiB each way, over all connections together. */
  private final long mebibytes;

  Size(int many, int crowd, int visits, long mebibytes) {
    this.many = many;
    this.crowd = crowd;
    this.visits = visits;
    this.mebibytes = mebibytes;
  }

  /** Connections made to count them; with handshakes half as many. */
  int visits(Way way) {
    return way.isTls() ? visits / 2 : visits;
  }

  /** Bytes each way over one of so many connections; encrypted ones get half of it. */
  long bytes(int connections, Way way) {
    return Math.max(1, mebibytes * MEBIBYTE / (way.isTls() ? 2 : 1) / connections);
  }
}
