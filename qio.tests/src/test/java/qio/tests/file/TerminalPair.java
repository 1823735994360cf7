package qio.tests.file;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import qio.api.channel.QioChannel;
import qio.posix.PosixDescriptor;
import qio.posix.PosixTerminals;
import qio.posix.TerminalSettings;

/** A pseudo terminal: its controlling side as a channel, and where the other side is opened. */
final class TerminalPair implements AutoCloseable {

  private static final Path PTMX = Path.of("/dev/ptmx");

  private final QioChannel controlling;
  private final PosixDescriptor descriptor;
  private final Path other;

  TerminalPair() throws IOException {
    assumeTrue(Files.isWritable(PTMX), "needs pseudo terminals");
    controlling = Engine.NATIVE.open(PTMX, "mode=rw");
    descriptor = (PosixDescriptor) controlling.descriptor().orElseThrow();
    PosixTerminals.unlock(descriptor);
    other = PosixTerminals.otherSide(descriptor).orElseThrow();
  }

  QioChannel controlling() {
    return controlling;
  }

  Path other() {
    return other;
  }

  TerminalSettings settings() throws IOException {
    return PosixTerminals.settings(descriptor);
  }

  @Override
  public void close() throws IOException {
    controlling.close();
  }
}
