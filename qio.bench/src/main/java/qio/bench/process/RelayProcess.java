package qio.bench.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A relay that was started here, and ends with us: it and its children, each by its own id. */
final class RelayProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration END_LIMIT = Duration.ofSeconds(5);
  private static final long LOOK_AGAIN_NANOS = 500_000;

  private final Process process;
  private final Path log;
  private final long begun;

  private RelayProcess(Process process, Path log, long begun) {
    this.process = process;
    this.log = log;
    this.begun = begun;
  }

  static RelayProcess start(List<String> command, Path folder) throws IOException {
    Path log = folder.resolve("relay.log");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    long begun = System.nanoTime();
    return new RelayProcess(builder.start(), log, begun);
  }

  /** The first connection that somebody listens for. */
  Socket firstConnection(Load load) throws IOException {
    while (true) {
      try {
        return load.connect();
      } catch (ConnectException e) {
        if (!process.isAlive()) {
          throw new IOException("ended at once: " + said(), e);
        }
        if (System.nanoTime() - begun > START_LIMIT.toNanos()) {
          throw new IOException("does not listen: " + said(), e);
        }
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
    }
  }

  double millisSinceStart() {
    return (System.nanoTime() - begun) / 1e6;
  }

  ProcessTree tree() {
    return new ProcessTree(process.toHandle());
  }

  /** The end of what it wrote, on one line. */
  String said() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("; ", lines.subList(Math.max(0, lines.size() - 3), lines.size()))
        .replace('\t', ' ');
  }

  @Override
  public void close() throws IOException {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    process.destroy();
    try {
      if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while a relay ends");
    } finally {
      all.forEach(ProcessHandle::destroyForcibly); // children whose parent did not take them along
    }
  }
}
