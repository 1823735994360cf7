package qio.tests.cli;

/** The program while it runs. */
interface Running extends AutoCloseable {

  String LISTENING = "listening on ";

  /** Its standard output. */
  Output out();

  /** Its standard error. */
  Output err();

  /** Waits for its end; answers its exit code. */
  int awaitExit() throws InterruptedException;

  /** Asks it to end, as its user would. */
  void stop();

  /** Sees to it that it ends. */
  @Override
  void close();

  /** Waits until a relay listens; answers the address that it has printed. */
  default String awaitListening() throws InterruptedException {
    return out().awaitLine(line -> line.startsWith(LISTENING)).substring(LISTENING.length());
  }
}
