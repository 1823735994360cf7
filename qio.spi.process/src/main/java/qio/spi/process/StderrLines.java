package qio.spi.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Hands on a child's standard error line by line, in a thread of its own, so that a child that
 * fills it does not stall. Holds one line at most; a longer one comes in pieces of {@value
 * #LONGEST} bytes.
 */
final class StderrLines implements Runnable {

  private static final Logger LOG = System.getLogger("qio.spi.process");

  static final int LONGEST = 8192;

  private static final Duration LOOK = Duration.ofMillis(5);

  private final String address;
  private final LineSource source;
  private final Consumer<String> sink;
  private final ByteBuffer line = ByteBuffer.allocate(LONGEST);
  private final Thread thread;
  private boolean sinkFailed; // confined to the thread

  StderrLines(String address, LineSource source, ExecRequest request, Thread.Builder threads) {
    this.address = address;
    this.source = source;
    this.sink = request.stderrLines().orElse(this::log);
    this.thread = threads.name("qio stderr of " + address).unstarted(this);
  }

  void start() {
    thread.start();
  }

  private void log(String text) {
    LOG.log(Level.WARNING, address + ": " + text.replaceAll("\\p{Cntrl}", "?"));
  }

  @Override
  public void run() {
    try (source) {
      ByteBuffer chunk = ByteBuffer.allocate(LONGEST);
      while (source.read(chunk) >= 0) {
        chunk.flip();
        while (chunk.hasRemaining()) {
          take(chunk.get());
        }
        chunk.clear();
      }
      if (line.position() > 0) {
        deliver();
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> address + ": standard error is read no more: " + e);
    }
  }

  private void take(byte next) {
    if (next == '\n') {
      deliver();
      return;
    }
    line.put(next);
    if (!line.hasRemaining()) {
      deliver();
    }
  }

  private void deliver() {
    String text = new String(line.array(), 0, line.position(), StandardCharsets.UTF_8);
    line.clear();
    try {
      sink.accept(text);
    } catch (RuntimeException e) {
      if (!sinkFailed) { // once: the child could fill the log otherwise
        sinkFailed = true;
        LOG.log(Level.WARNING, address + ": stderr-lines failed; the child's lines are lost", e);
      }
    }
  }

  /** The child is gone: what it has written is still handed on, within the limit. */
  void finish(Duration limit) throws IOException {
    source.finish();
    long start = System.nanoTime();
    while (!Pausing.join(thread, LOOK)) {
      if (source.isHeldUp() || System.nanoTime() - start >= limit.toNanos()) {
        source.abandon(); // a grandchild has the pipe, or a consumer does not come back
        return;
      }
    }
  }
}
