package qio.cli;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import qio.api.Qio;
import qio.api.QioAddress;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;
import qio.cli.cat.CatSession;
import qio.cli.cat.Direction;
import qio.cli.pump.PumpException;

/** {@code qio cat}. */
@Command(
    name = "cat",
    description = {
      "Sends standard input to ADDRESS and writes what comes from there to standard output, both"
          + " at the same time.",
      "When the input ends, the other end is told (half-close) and may still answer. It is over"
          + " when the other end ends and the input that is there has been sent.",
      "A file is written to standard output; with mode=w or mode=append it is made of standard"
          + " input."
    },
    footer = {
      "",
      "Examples:",
      "  qio cat tcp://127.0.0.1:7000 < request > answer",
      "  qio cat 'tls+unix:/run/app.sock?ca=ca.pem&server-name=localhost'",
      "  qio cat file:/etc/hostname",
      "  echo hello | qio cat udp://127.0.0.1:7000   (8 KiB a message; over after half a second)",
      "  qio cat 'udp:?local=127.0.0.1:7000'          (prints what everybody sends)"
    })
final class CatCommand implements Callable<Integer> {

  @Parameters(paramLabel = "ADDRESS", description = "The address to talk to.")
  private String address = "";

  @ParentCommand private @Nullable RootCommand root; // set by picocli

  @Override
  public Integer call() throws IOException {
    QioAddress parsed = Addresses.parse(address);
    Qio door = Objects.requireNonNull(root).door();
    try (QioChannel peer = door.connectTo(address, QioOptions.none())) {
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
