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
 * build/image} makes a cache of loaded and linked classes. Nobody else runs it. All classes of a
 * cache are loaded at every start and stay in memory, so there is one without and one with TLS, and
 * the demo has no part in either: a quarter of the classes would be those with which it makes its
 * certificate.
 *
 * <p>Arguments: a file to move about and the path of a UNIX socket to be; for TLS also the options
 * of a server and those of its client.
 */
public final class Rehearsal {

  private static final String LISTENING = "listening on ";
  private static final String ANY_PORT = "tcp://127.0.0.1:0";
  private static final String ANY_TLS_PORT = "tls+" + ANY_PORT;
  private static final String SINK = "null:";

  /** So often each file moves: long enough for the compilers to have seen what matters. */
  private static final int TIMES = 3;

  private final ProcessEnd process = new ProcessEnd();
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
    rehearsal.run("--version");
    rehearsal.run("providers", "-v");
    String plain = rehearsal.plain(args[0], args[1]);
    if (args.length > 2) {
      rehearsal.tls(args[0], plain, "?" + args[2], "?" + args[3]);
    }
    rehearsal.relays.forEach(Thread::interrupt); // that is how a tool's relay is ended
    rehearsal.process.exit(ExitCode.DONE.number());
  }

  /** Answers where a relay gives the file. */
  private String plain(String file, String socket) throws IOException {
    String unix = relay("unix:" + socket, relay(ANY_PORT, "file:" + file));
    String plain = relay(ANY_PORT, unix);
    String sink = relay(ANY_PORT, SINK);
    for (int i = 0; i < TIMES; i++) {
      run("copy", plain, SINK);
      run("copy", "file:" + file, sink);
    }
    return plain;
  }

  private void tls(String file, String plain, String server, String client) throws IOException {
    String terminating = relay(ANY_TLS_PORT + server, plain);
    String originating = relay(ANY_PORT, terminating + client);
    String sink = relay(ANY_PORT, relay(ANY_TLS_PORT + server, SINK) + client);
    for (int i = 0; i < TIMES; i++) {
      run("copy", terminating + client, SINK);
      run("copy", originating, SINK);
      run("copy", "file:" + file, sink);
    }
  }

  /** Runs a command to its end; one that fails spoils the whole rehearsal. */
  private void run(String... command) {
    int code = Main.run(process, command);
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
            .start(() -> new QioTool(process).run(relayOut, err, "relay", listen, target)));
    String line = String.valueOf(lines.readLine());
    if (!line.startsWith(LISTENING)) {
      throw new IOException("the relay from " + listen + " to " + target + " said: " + line);
    }
    return line.substring(LISTENING.length());
  }
}
