package qio.tests.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A program of somebody else's that speaks to us; killed at the end of the test if it has not gone
 * by itself.
 */
public final class Peer implements AutoCloseable {

  private static final long LIMIT_SECONDS = 20;

  private final Process process;

  private Peer(Process process) {
    this.process = process;
  }

  /** Starts a program with both its ends in our hands; its complaints go to those of the test. */
  public static Peer start(List<String> command) throws IOException {
    return new Peer(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Skips the test where a program is missing. */
  public static void assumeInstalled(String program) {
    boolean found = false;
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      found |= Files.isExecutable(Path.of(folder, program));
    }
    Assumptions.assumeTrue(found, program + " is not installed on this machine");
  }

  public OutputStream input() {
    return process.getOutputStream();
  }

  public InputStream output() {
    return process.getInputStream();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it has ended by itself. */
  public int end() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the peer does not end: " + process.info());
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.getOutputStream().close();
    process.getInputStream().close();
  }
}
