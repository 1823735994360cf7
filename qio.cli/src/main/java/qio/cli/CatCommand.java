package qio.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import qio.api.Qio;
import qio.api.QioAddress;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;
import qio.cli.cat.CatSession;
import qio.cli.cat.Direction;
import qio.cli.pump.PumpException;

/** {@code qio cat}. */
final class CatCommand implements Subcommand {

  private final PositionalParamSpec address =
      Arguments.text("0", "ADDRESS", "The address to talk to.");

  private final CommandSpec spec =
      CommandSpec.wrapWithoutInspection(this).name("cat").addPositional(address);
  private final RootCommand root;

  CatCommand(RootCommand root) {
    this.root = root;
    spec.usageMessage()
        .description(
            "Sends standard input to ADDRESS and writes what comes from there to standard output,"
                + " both at the same time.",
            "When the input ends, the other end is told (half-close) and may still answer. It is"
                + " over when the other end ends and the input that is there has been sent.",
            "A file is written to standard output; with mode=w or mode=append it is made of"
                + " standard input.")
        .footer(
            "",
            "Examples:",
            "  qio cat tcp://127.0.0.1:7000 < request > answer",
            "  qio cat 'tls+unix:/run/app.sock?ca=ca.pem&server-name=localhost'",
            "  qio cat file:/etc/hostname",
            "  echo hello | qio cat udp://127.0.0.1:7000   (8 KiB a message; over after half a"
                + " second)",
            "  qio cat 'udp:?local=127.0.0.1:7000'          (prints what everybody sends)");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws IOException {
    String to = address.getValue();
    QioAddress parsed = Addresses.parse(to);
    Qio door = root.door();
    try (QioChannel peer = door.connectTo(to, QioOptions.none())) {
      Direction direction = Direction.of(parsed, peer);
      try {
        talk(peer, direction);
      } catch (PumpException e) {
        throw QuietException.orFailureOf(e);
      }
    }
    return ExitCode.DONE.number();
  }

  private static void talk(QioChannel peer, Direction direction) throws IOException {
    switch (direction) {
      case OUT -> {
        try (QioChannel output = Qio.connect("stdio:out")) {
          CatSession.oneWay(peer, output);
        }
      }
      case IN -> {
        try (QioChannel input = Qio.connect("stdio:in")) {
          CatSession.oneWay(input, peer);
        }
      }
      case BOTH -> {
        try (QioChannel input = Qio.connect("stdio:in");
            QioChannel output = Qio.connect("stdio:out")) {
          new CatSession(peer, input, output).run();
        }
      }
    }
  }
}
