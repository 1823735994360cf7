package qio.bench;

/**
 * Where a scenario is played: over what, how often at one time, and by what kind of threads.
 *
 * @param idle how many there are beside those that play, and do nothing: connections whose other
 *     ends are in a process of their own, or timers that are not due
 */
record Setting(Transport transport, int connections, Threads threads, int idle) {

  /** One with nobody idle. */
  Setting(Transport transport, int connections, Threads threads) {
    this(transport, connections, threads, 0);
  }

  /** How many descriptors this process needs: both ends of those that play, one of the others. */
  int descriptors() {
    return 2 * connections + idle;
  }
}
