package qio.tests.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;

/**
 * An {@code openssl} process: what it prints is collected, what it reads is written here. Ends with
 * the test.
 */
final class Openssl implements AutoCloseable {

  private static final long LIMIT_SECONDS = 40;

  private final Process process;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream(); // guarded by itself
  private final ByteArrayOutputStream complained = new ByteArrayOutputStream(); // guarded by itself
  private final List<Thread> readers = new ArrayList<>();

  private Openssl(Process process) {
    this.process = process;
    collect(process.getInputStream(), printed);
    collect(process.getErrorStream(), complained);
  }

  static void assumeInstalled() throws InterruptedException {
    boolean there;
    try {
      Process version = new ProcessBuilder("openssl", "version").redirectErrorStream(true).start();
      try (InputStream out = version.getInputStream()) {
        there = new String(out.readAllBytes(), StandardCharsets.UTF_8).startsWith("OpenSSL 3");
      }
      there &= version.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      there = false;
    }
    Assumptions.assumeTrue(there, "openssl 3 is not installed");
  }

  static Openssl start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("openssl");
    command.addAll(List.of(arguments));
    return new Openssl(new ProcessBuilder(command).start());
  }

  private void collect(InputStream from, ByteArrayOutputStream into) {
    readers.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  byte[] part = new byte[65_536];
                  try (from) {
                    for (int n = from.read(part); n >= 0; n = from.read(part)) {
                      synchronized (into) {
                        into.write(part, 0, n);
                        into.notifyAll();
                      }
                    }
                  } catch (IOException e) {
                    // the process has ended, which is for the test to judge
                  }
                }));
  }

  OutputStream input() {
    return process.getOutputStream();
  }

  void type(String text) throws IOException {
    input().write(text.getBytes(StandardCharsets.US_ASCII));
    input().flush();
  }

  byte[] printed() {
    synchronized (printed) {
      return printed.toByteArray();
    }
  }

  String printedText() {
    return new String(printed(), StandardCharsets.ISO_8859_1);
  }

  String complaints() {
    synchronized (complained) {
      return complained.toString(StandardCharsets.ISO_8859_1);
    }
  }

  /** Waits until what was printed is as wanted. */
  void awaitPrinted(String what, Predicate<byte[]> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    synchronized (printed) {
      while (!wanted.test(printed.toByteArray())) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError(
              "openssl did not print " + what + " but " + printedText() + "\n" + complaints());
        }
        printed.wait(Math.min(left, 100));
      }
    }
  }

  /** Waits until it has obeyed so many commands; two at once would be one to it. */
  void awaitKeyUpdates(int count) throws InterruptedException {
    awaitPrinted(
        count + " key updates of its own",
        bytes ->
            new String(bytes, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith(">>>") && line.endsWith("KeyUpdate"))
                    .count()
                >= count);
  }

  void awaitText(String text) throws InterruptedException {
    awaitPrinted(
        "'" + text + "'", bytes -> new String(bytes, StandardCharsets.ISO_8859_1).contains(text));
  }

  /** Waits for its own end; the exit status. */
  int end() throws Exception {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("openssl does not end: " + printedText() + "\n" + complaints());
    }
    for (Thread reader : readers) {
      reader.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
  }
}
