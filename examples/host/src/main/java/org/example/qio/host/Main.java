package org.example.qio.host;

import java.io.IOException;
import qio.api.ProviderInfo;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/**
 * Three things a host may do, over whatever the providers on its module path can open.
 *
 * <pre>{@code
 * host providers
 * host upper tcp://127.0.0.1:7777
 * host copy file:from.txt unix:/run/app.sock
 * }</pre>
 */
public final class Main {

  private static final String USAGE =
      """
      usage: host providers
             host upper ADDRESS
             host copy FROM TO\
      """;

  private Main() {}

  /**
   * Runs one command; exits 1 if input or output fails and 2 if the arguments make no sense.
   *
   * @param args the command and its arguments
   */
  public static void main(String[] args) {
    try {
      if (args.length == 1 && args[0].equals("providers")) {
        providers();
      } else if (args.length == 2 && args[0].equals("upper")) {
        upper(args[1]);
      } else if (args.length == 3 && args[0].equals("copy")) {
        copy(args[1], args[2]);
      } else {
        System.err.println(USAGE);
        System.exit(2);
      }
    } catch (IOException
        | IllegalArgumentException e) { // the latter: an address that makes no sense
      System.err.println("host: " + e.getMessage());
      System.exit(1);
    }
  }

  /** One that cannot be used here says why, and what would help. */
  private static void providers() {
    for (ProviderInfo each : Qio.providers()) {
      String usable = each.availability().reason().map(why -> "not here: " + why).orElse("ready");
      System.out.println(
          each.name() + " " + each.schemes() + " of " + each.module() + ": " + usable);
    }
  }

  /** Serves until the process is ended; whoever starts it reads the first line to know where. */
  private static void upper(String address) throws IOException {
    try (QioListener listener = Qio.listen(address)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(listener)));
      System.out.println("listening on " + listener.localAddress());
      new UpperCaseService(listener).run();
    }
  }

  /** So that a socket's file goes with the process. */
  private static void close(QioListener listener) {
    try {
      listener.close();
    } catch (IOException e) {
      System.err.println("host: " + e.getMessage());
    }
  }

  /** Bytes go from one to the other by the shortest way there is, inside the kernel if possible. */
  private static void copy(String from, String to) throws IOException {
    try (QioChannel source = Qio.connect(from);
        QioChannel sink = Qio.connect(to)) {
      long bytes = source.transferTo(sink, Long.MAX_VALUE);
      System.out.println(bytes + " bytes");
    }
  }
}
