package qio.tests.cli;

import java.io.IOException;

/** {@code qio relay} in a process of its own, for tests of what goes through it. */
public final class RunningRelay implements AutoCloseable {

  private final QioProcess process;
  private final String address;

  private RunningRelay(QioProcess process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Starts a relay and waits until it listens. */
  public static RunningRelay start(String listen, String target)
      throws IOException, InterruptedException {
    QioProcess process = QioProcess.start("relay", listen, target);
    try {
      return new RunningRelay(process, process.awaitListening());
    } catch (AssertionError | InterruptedException e) {
      process.close();
      throw e;
    }
  }

  /** Where it listens. */
  public String address() {
    return address;
  }

  @Override
  public void close() {
    process.close();
  }
}
