package qio.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/**
 * Plays until the JVM has compiled what it will, which it shows by compiling hardly anything: how
 * long that takes depends on the contender and on what was played before, and half-compiled code is
 * not what anybody wants to compare. Between two plays it waits for the compiler, which gets a
 * small share of the processors while more threads play than there are processors: with 32 of them
 * code was still being compiled after ten seconds.
 */
final class WarmUp {

  private static final long WINDOW_NANOS = 150_000_000;
  private static final long LONGEST_NANOS = 5_000_000_000L;

  /** Two in a row: a method that has not run often enough yet may be next. */
  private static final int CALM_WINDOWS = 2;

  /** How often to look whether the compiler still works between two plays, and for how long. */
  private static final long LOOK_MILLIS = 25;

  private static final int LOOKS = 4;
  private static final int MOST_LOOKS = 80;

  /** So many milliseconds of compiling in a window are hardly anything. */
  private static final long CALM_MILLIS = 15;

  private WarmUp() {}

  static void play(Party party, int times) throws IOException {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    long start = System.nanoTime();
    int calm = 0;
    while (calm < CALM_WINDOWS && System.nanoTime() - start < LONGEST_NANOS) {
      long before = compiler.getTotalCompilationTime();
      long window = System.nanoTime();
      while (System.nanoTime() - window < WINDOW_NANOS) {
        party.play(times);
      }
      awaitCompiler(compiler);
      calm = compiler.getTotalCompilationTime() - before <= CALM_MILLIS ? calm + 1 : 0;
    }
  }

  /** Until it has finished nothing for a while: it tells of what is done only. */
  private static void awaitCompiler(CompilationMXBean compiler) throws IOException {
    long seen = compiler.getTotalCompilationTime();
    int quiet = 0;
    for (int looks = 0; quiet < LOOKS && looks < MOST_LOOKS; looks++) {
      sleep();
      long now = compiler.getTotalCompilationTime();
      quiet = now == seen ? quiet + 1 : 0;
      seen = now;
    }
  }

  private static void sleep() throws IOException {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while the compiler works");
    }
  }
}
