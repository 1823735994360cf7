package qio.cli.pump;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows the progress of a transfer while it is open, from a thread of its own: the transfer is not
 * slowed down by a terminal, only looked at now and then.
 */
public final class Progress implements AutoCloseable {

  /** How progress is shown. */
  public enum Style {
    /** A bar that is drawn again and again in one line. */
    BAR(Duration.ofMillis(200)),
    /** A line every few seconds. */
    LINES(Duration.ofSeconds(5));

    private final Duration pace;

    Style(Duration pace) {
      this.pace = pace;
    }
  }

  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Style style;
  private final Meter meter;
  private final PrintWriter out;
  private final int width;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread;

  private Progress(Style style, Meter meter, PrintWriter out, int width) {
    this.style = style;
    this.meter = meter;
    this.out = out;
    this.width = width;
    this.thread = Thread.ofVirtual().name("progress").unstarted(this::show);
  }

  /**
   * Begins to show progress.
   *
   * @param style how
   * @param meter what; used by this object alone from now on
   * @param out where to
   * @param width of the terminal, in columns
   * @return what to close when the transfer is over
   */
  public static Progress start(Style style, Meter meter, PrintWriter out, int width) {
    var progress = new Progress(style, meter, out, width);
    progress.thread.start();
    return progress;
  }

  private void show() {
    try {
      while (!over.await(style.pace.toNanos(), TimeUnit.NANOSECONDS)) {
        print();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody shows any more; the transfer goes on
    }
  }

  private void print() {
    if (style == Style.BAR) {
      out.print(CLEAR_LINE + ProgressText.bar(meter.read(), width));
    } else {
      out.println(ProgressText.line(meter.read()));
    }
    out.flush();
  }

  /** Stops showing; a bar is removed. When this returns nothing more is printed. */
  @Override
  public void close() {
    over.countDown();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // it ends at once: wait for that, and tell the caller afterwards
      }
    }
    if (style == Style.BAR) {
      out.print(CLEAR_LINE);
      out.flush();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
