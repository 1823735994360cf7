package qio.tests.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** What a program has written so far to one of its outputs, and a way to wait for more. */
final class Output {

  static final long LIMIT_SECONDS = 40;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final StringBuilder text = new StringBuilder(); // guarded by lock
  private boolean ended; // guarded by lock

  /** Takes everything that a stream gives, byte for byte, to its end. */
  void readFrom(InputStream stream) {
    byte[] buffer = new byte[8192];
    try (stream) {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        add(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      add("[" + e + "]"); // a test that looks at the text will see it
    } finally {
      end();
    }
  }

  /** Takes what is written. */
  PrintWriter writer() {
    return new PrintWriter(
        new Writer() {
          @Override
          public void write(char[] more, int offset, int length) {
            add(new String(more, offset, length));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }

  private void add(String more) {
    lock.lock();
    try {
      text.append(more);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  String text() {
    lock.lock();
    try {
      return text.toString();
    } finally {
      lock.unlock();
    }
  }

  byte[] bytes() {
    return text().getBytes(StandardCharsets.ISO_8859_1);
  }

  List<String> lines() {
    return text().lines().toList();
  }

  /** Waits until a whole line is there that is wanted, and answers it. */
  String awaitLine(Predicate<String> wanted) throws InterruptedException {
    awaitLines(1, wanted);
    return lines().stream().filter(wanted).findFirst().orElseThrow();
  }

  /** Waits until so many whole lines are there that are wanted. */
  void awaitLines(int count, Predicate<String> wanted) throws InterruptedException {
    long left = TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    lock.lock();
    try {
      while (wholeLines().stream().filter(wanted).count() < count) {
        if (ended || left <= 0) {
          fail("no such lines " + (ended ? "before its end" : "in time") + ":\n" + text);
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private List<String> wholeLines() {
    return text.substring(0, text.lastIndexOf("\n") + 1).lines().toList();
  }

  void awaitEnd() throws InterruptedException {
    long left = TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    lock.lock();
    try {
      while (!ended) {
        assertTrue(left > 0, "an output did not end");
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
