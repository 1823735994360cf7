package qio.tests.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.spi.ToolProvider;

/** The program as a tool in this process, on a thread of its own. Closing it interrupts it. */
final class QioCall implements Running {

  private static final ToolProvider QIO = ToolProvider.findFirst("qio").orElseThrow();

  private final Output out = new Output();
  private final Output err = new Output();
  private final AtomicInteger code = new AtomicInteger(-1);
  private final Thread thread;

  private QioCall(String... args) {
    thread = Thread.ofPlatform().name("qio").unstarted(() -> call(args));
  }

  private void call(String... args) {
    try {
      code.set(QIO.run(out.writer(), err.writer(), args));
    } finally {
      out.end();
      err.end();
    }
  }

  static QioCall start(String... args) {
    var call = new QioCall(args);
    call.thread.start();
    return call;
  }

  /** Runs the program to its end. */
  static QioCall run(String... args) throws InterruptedException {
    QioCall call = start(args);
    int unused = call.awaitExit();
    return call;
  }

  @Override
  public Output out() {
    return out;
  }

  @Override
  public Output err() {
    return err;
  }

  @Override
  public void stop() {
    thread.interrupt();
  }

  @Override
  public int awaitExit() throws InterruptedException {
    thread.join(Duration.ofSeconds(Output.LIMIT_SECONDS));
    assertFalse(thread.isAlive(), () -> "it did not end; err:\n" + err.text());
    return code.get();
  }

  int code() {
    return code.get();
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(Output.LIMIT_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the test was told to end
    }
  }
}
