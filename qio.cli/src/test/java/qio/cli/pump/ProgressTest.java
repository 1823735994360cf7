package qio.cli.pump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import qio.tck.Rule;

@Rule("CLI-4")
class ProgressTest {

  /** Tells when something was printed. */
  private static final class Watched extends StringWriter {
    private final CountDownLatch flushed = new CountDownLatch(1);

    @Override
    public void flush() {
      flushed.countDown();
    }
  }

  private final Watched printed = new Watched();

  private Progress start(Progress.Style style) {
    var meter = new Meter(() -> 42, OptionalLong.empty(), System::nanoTime);
    return Progress.start(style, meter, new PrintWriter(printed), 79);
  }

  @Test
  void aBarIsDrawnInOneLineAndGoneInTheEnd() throws InterruptedException {
    try (Progress progress = start(Progress.Style.BAR)) {
      assertTrue(printed.flushed.await(20, TimeUnit.SECONDS));
    }
    String all = printed.toString();
    assertTrue(all.startsWith("\r\u001b[K"), all);
    assertTrue(all.contains("42 B"), all);
    assertTrue(all.endsWith("\r\u001b[K"), all);
    assertEquals(-1, all.indexOf('\n'));
  }

  @Test
  void aShortTransferPrintsNoLines() {
    start(Progress.Style.LINES).close();
    assertEquals("", printed.toString());
  }

  @Test
  void closingKeepsAnInterruptForTheCaller() {
    Progress progress = start(Progress.Style.LINES);
    Thread.currentThread().interrupt();
    progress.close();
    assertTrue(Thread.interrupted());
  }
}
