package qio.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Many connections that do nothing. Their other ends are in a process of their own, {@link
 * CrowdProcess}: so this one needs half the descriptors, and its heap holds nothing but what
 * accepted them. The process is started by the first crowd and ends with this one.
 */
final class Crowd {

  /** What each sends over TLS: so its handshake is done. */
  static final int HELLO = 1;

  /** How many connect at one time: as many as every listener has room for. */
  private static final int BATCH = 250;

  /** Who accepts those that come. */
  interface Host {
    void accept(int count) throws IOException;
  }

  private static Crowd started; // guarded by Crowd.class

  private final BufferedReader answers;
  private final PrintStream orders;
  private boolean here; // guarded by Crowd.class

  private Crowd() throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    CrowdProcess.class.getName()))
            .redirectError(Redirect.INHERIT)
            .start();
    answers = process.inputReader(StandardCharsets.UTF_8);
    orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  /**
   * Has so many connect to a port of loopback, to be accepted batch by batch. With TLS each shakes
   * hands when it is accepted, and sends {@link #HELLO} bytes.
   */
  static synchronized void come(Transport transport, int port, int count, Host host)
      throws IOException {
    if (started == null) {
      started = new Crowd();
    }
    started.here = true;
    for (int rest = count; rest > 0; rest -= BATCH) {
      int batch = Math.min(rest, BATCH);
      started.order(transport + " " + port + " " + batch);
      host.accept(batch);
    }
  }

  /** Closes all connections, if there are any. */
  static synchronized void leave() throws IOException {
    if (started != null && started.here) {
      started.here = false;
      started.order(CrowdProcess.LEAVE);
    }
  }

  private void order(String order) throws IOException {
    orders.println(order);
    String answer = answers.readLine();
    if (!CrowdProcess.DONE.equals(answer)) {
      throw new IOException("the crowd did not obey \"" + order + "\": " + answer);
    }
  }
}
