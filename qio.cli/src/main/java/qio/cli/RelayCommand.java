package qio.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.QioTarget;
import qio.api.channel.QioListener;
import qio.cli.relay.RelayServer;

/** {@code qio relay}. */
final class RelayCommand implements Subcommand {

  private static final String DIAL_LIMIT_OPTION = "connect-timeout";
  private static final String DIAL_LIMIT = "10s";

  /** What a relay may need beyond its drain time to cut connections and close the listener. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final PositionalParamSpec listen =
      Arguments.text("0", "LISTEN", "The address to listen on.");
  private final PositionalParamSpec target =
      Arguments.text("1", "TARGET", "The address to connect to.");
  private final OptionSpec maxConnections =
      OptionSpec.builder("--max-connections")
          .paramLabel("N")
          .defaultValue("10000")
          .type(Integer.class)
          .converters(new OptionValue.Count())
          .description(
              "So many connections at once; further clients wait in the backlog"
                  + " (${DEFAULT-VALUE}).")
          .build();
  private final OptionSpec drainTimeout =
      OptionSpec.builder("--drain-timeout")
          .paramLabel("TIME")
          .defaultValue("30s")
          .type(Duration.class)
          .converters(new OptionValue.Time())
          .description("So long may connections go on after a stop (${DEFAULT-VALUE}).")
          .build();

  private final CommandSpec spec =
      CommandSpec.wrapWithoutInspection(this)
          .name("relay")
          .addPositional(listen)
          .addPositional(target)
          .addOption(maxConnections)
          .addOption(drainTimeout);
  private final RootCommand root;
  private final StopRequests stops;

  RelayCommand(RootCommand root, StopRequests stops) {
    this.root = root;
    this.stops = stops;
    spec.usageMessage()
        .description(
            "Accepts connections on LISTEN, opens one to TARGET for each, and moves bytes both"
                + " ways.",
            "A side that ends its stream is passed on as such; the other direction lives on. The"
                + " target sees connections in the order in which they were accepted: it is dialled"
                + " before the next client is accepted, and a target that does not answer holds up"
                + " those behind for its connect-timeout (an option of its address; here 10s unless"
                + " given).",
            "Writes 'listening on ADDRESS' to standard output when it is ready, and to standard"
                + " error a line for each connection that has ended. SIGTERM and SIGINT: accepts no"
                + " more, waits for open connections, exits 0.")
        .footer(
            "",
            "Examples:",
            "  qio relay tcp://127.0.0.1:8080 unix:/run/app.sock",
            "  qio relay 'tls+tcp://:8443?cert=server.pem&key=server.key' tcp://127.0.0.1:8080",
            "  qio relay unix:/tmp/plain.sock 'tls://example.org:443?connect-timeout=3s'");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Qio door = root.door();
    QioTarget to = target(door);
    Duration drain = drainTimeout.getValue();
    var limits = new RelayServer.Limits(maxConnections.<Integer>getValue(), drain);
    try (QioListener listener =
        door.listenOn(Addresses.checked(listen.getValue()), QioOptions.none())) {
      var server = new RelayServer(listener, to, limits, line -> print(err, line));
      try (var _ = stops.whenAsked(server::stop, drain.plus(GRACE))) {
        print(out, "listening on " + listener.localAddress());
        server.run();
      }
    }
    return ExitCode.DONE.number();
  }

  private static void print(PrintWriter to, String line) {
    to.println(line);
    to.flush();
  }

  /** The target, checked before anybody connects; a dial without limit would stop everything. */
  private QioTarget target(Qio door) throws IOException {
    QioOptions options = QioOptions.none();
    if (Addresses.hasTransportOption(door, Addresses.parse(target.getValue()), DIAL_LIMIT_OPTION)) {
      options = options.with(DIAL_LIMIT_OPTION, DIAL_LIMIT);
    }
    return door.targetOf(target.getValue(), options);
  }
}
