package qio.spi.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import qio.api.channel.QioChannel;
import qio.posix.OpenFlag;
import qio.posix.PosixFiles;
import qio.tck.ChannelPair;

/**
 * Makes a pair of a channel to a child and a channel that has taken the child's place: it opens the
 * pipes that the child has as its standard streams, and the child, a shell, then closes its own and
 * sleeps. So both ends of the pair are in this process, and nothing relays between them.
 */
final class PairedChild {

  private static final String SCRIPT = "exec 9>\"$0\" 0<&- 1>&-; exec 9>&-; exec sleep 600";

  private PairedChild() {}

  static ChannelPair open(Engine engine) throws IOException, InterruptedException {
    Path dir = Files.createTempDirectory("qio-exec");
    Path fifo = dir.resolve("fifo");
    try {
      new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
      QioChannel channel =
          engine.start(
              "/bin/sh",
              Map.of(
                  "arguments",
                  List.of("-c", SCRIPT, fifo.toString()),
                  "stderr",
                  "inherit",
                  "close-timeout",
                  "0s"));
      return ChannelPair.twoWay(channel, inPlaceOf(channel, fifo));
    } finally {
      Files.delete(fifo);
      Files.delete(dir);
    }
  }

  private static QioChannel inPlaceOf(QioChannel channel, Path fifo) throws IOException {
    long pid = channel.facts(ChildProcess.class).orElseThrow().pid();
    NativeSide in = side(pid, 0, OpenFlag.READ);
    NativeSide out = side(pid, 1, OpenFlag.WRITE);
    try (var both = Files.newInputStream(fifo)) {
      while (both.read() >= 0) {
        // ends when the shell has closed its standard streams, and then this
      }
    }
    return new ChildChannel(
        "in place of " + pid,
        in,
        out,
        new Ending() {
          @Override
          public void end() {}

          @Override
          public ChildProcess child() {
            return new ChildProcess(pid, new qio.api.channel.QioTask<>(fifo));
          }
        });
  }

  private static NativeSide side(long pid, int number, OpenFlag flag) throws IOException {
    Path path = Path.of("/proc/" + pid + "/fd/" + number);
    return new NativeSide(
        PosixFiles.open(path, EnumSet.of(flag), 0), flag == OpenFlag.READ, "peer " + number);
  }
}
