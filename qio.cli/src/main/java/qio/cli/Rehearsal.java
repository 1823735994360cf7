package qio.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What the program does in everyday life, once through: the training run from which {@code
 * build/image} makes the cache of loaded and linked classes. Nobody else runs it.
 *
 * <p>Arguments: the options of a TLS server, those of its client, a file to move about, and the
 * path of a UNIX socket to be.
 */
public final class Rehearsal {

  private static final String LISTENING = "listening on ";
  private static final String ANY_PORT = "tcp://127.0.0.1:0";
  private static final String ANY_TLS_PORT = "tls+" + ANY_PORT;
  private static final String SINK = "null:";

  /** So often each file moves: long enough for the compilers to have seen what matters. */
  private static final int TIMES = 3;

  private final PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
  private final PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
  private final List<Thread> relays = new ArrayList<>();

  private Rehearsal() {}

  /**
   * Goes through it all.
   *
   * @param args as the class says
   * @throws IOException if a relay does not say where it listens
   */
  public static void main(String[] args) throws IOException {
    var rehearsal = new Rehearsal();
    rehearsal.run("providers", "-v");
    rehearsal.run("demo", args[2]);
    rehearsal.relays("?" + args[0], "?" + args[1], args[2], args[3]);
    rehearsal.relays.forEach(Thread::interrupt); // that is how a tool's relay is ended
    System.exit(ExitCode.DONE.number());
  }

  private void relays(String server, String client, String file, String socket) throws IOException {
    String origin = relay(ANY_PORT, "file:" + file);
    String plain = relay(ANY_PORT, origin);
    String unix = relay("unix:" + socket, plain);
    String terminating = relay(ANY_TLS_PORT + server, unix);
    String originating = relay(ANY_PORT, terminating + client);
    String sink = relay(ANY_PORT, SINK);
    String secureSink = relay(ANY_PORT, relay(ANY_TLS_PORT + server, sink) + client);
    for (int i = 0; i < TIMES; i++) {
      run("copy", plain, SINK);
      run("copy", terminating + client, SINK);
      run("copy", originating, SINK);
      run("copy", "file:" + file, secureSink);
    }
  }

  /** Runs a command to its end; one that fails spoils the whole rehearsal. */
  private void run(String... command) {
    int code = new QioTool().run(out, err, command);
    if (code != ExitCode.DONE.number()) {
      err.println("rehearsal: qio " + String.join(" ", command) + " failed");
      Runtime.getRuntime().halt(code); // without a cache, that is
    }
  }

  /** Starts a relay; answers where it listens. */
  private String relay(String listen, String target) throws IOException {
    var said = new PipedWriter();
    var lines = new BufferedReader(new PipedReader(said));
    var relayOut = new PrintWriter(said, true);
    relays.add(
        Thread.ofPlatform()
            .daemon()
            .start(() -> new QioTool().run(relayOut, err, "relay", listen, target)));
    String line = String.valueOf(lines.readLine());
    if (!line.startsWith(LISTENING)) {
      throw new IOException("the relay from " + listen + " to " + target + " said: " + line);
    }
    return line.substring(LISTENING.length());
  }
}
