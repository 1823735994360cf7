package qio.bench;

import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/**
 * Plays until the JVM has compiled what it will, which it shows by compiling hardly anything: how
 * long that takes depends on the contender and on what was played before, and half-compiled code is
 * not what anybody wants to compare.
 */
final class WarmUp {

  private static final long WINDOW_NANOS = 150_000_000;
  private static final long LONGEST_NANOS = 5_000_000_000L;

  /** Two in a row: a method that has not run often enough yet may be next. */
  private static final int CALM_WINDOWS = 2;

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
      calm = compiler.getTotalCompilationTime() - before <= CALM_MILLIS ? calm + 1 : 0;
    }
  }
}
