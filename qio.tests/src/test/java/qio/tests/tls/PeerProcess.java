package qio.tests.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;

/**
 * A program that speaks TLS to us: what it prints is collected, what it reads is written here. Ends
 * with the test.
 */
public final class PeerProcess implements AutoCloseable {

  private static final long LIMIT_SECONDS = 40;

  private final String program;
  private final Process process;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream(); // guarded by itself
  private final ByteArrayOutputStream complained = new ByteArrayOutputStream(); // guarded by itself
  private final List<Thread> readers = new ArrayList<>();

  private PeerProcess(String program, Process process) {
    this.program = program;
    this.process = process;
    collect(process.getInputStream(), printed);
    collect(process.getErrorStream(), complained);
  }

  /**
   * Skips the test where a program is missing.
   *
   * @param version what the program says of itself if it is the right one, or a part of it
   * @param command how to make it say so
   */
  public static void assumeInstalled(String version, String... command) throws Exception {
    boolean there;
    try (PeerProcess peer = start(command)) {
      there = peer.end() == 0 && (peer.printedText() + peer.complaints()).contains(version);
    } catch (IOException e) {
      there = false; // there is nothing of that name to start
    }
    Assumptions.assumeTrue(there, command[0] + " (" + version + ") is not installed");
  }

  public static PeerProcess start(String... command) throws IOException {
    return new PeerProcess(command[0], new ProcessBuilder(command).start());
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

  public OutputStream input() {
    return process.getOutputStream();
  }

  public void type(String text) throws IOException {
    input().write(text.getBytes(StandardCharsets.US_ASCII));
    input().flush();
  }

  /** Types more than the program may take at once. */
  CompletableFuture<Void> typing(byte[] bytes) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            input().write(bytes);
            input().flush();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  byte[] printed() {
    synchronized (printed) {
      return printed.toByteArray();
    }
  }

  public String printedText() {
    return new String(printed(), StandardCharsets.ISO_8859_1);
  }

  public String complaints() {
    synchronized (complained) {
      return complained.toString(StandardCharsets.ISO_8859_1);
    }
  }

  /** Waits until what was printed is as wanted. */
  void awaitPrinted(String what, Predicate<byte[]> wanted) throws InterruptedException {
    await(printed, what, wanted);
  }

  private void await(ByteArrayOutputStream stream, String what, Predicate<byte[]> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    synchronized (stream) {
      while (!wanted.test(stream.toByteArray())) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError(
              program + " did not print " + what + " but " + printedText() + "\n" + complaints());
        }
        stream.wait(Math.min(left, 100));
      }
    }
  }

  private static Predicate<byte[]> contains(String text) {
    return bytes -> new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
  }

  public void awaitText(String text) throws InterruptedException {
    await(printed, "'" + text + "'", contains(text));
  }

  /** Waits for what it says beside its output. */
  public void awaitComplaint(String text) throws InterruptedException {
    await(complained, "'" + text + "'", contains(text));
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its own end; the exit status. */
  public int end() throws Exception {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError(program + " does not end: " + printedText() + "\n" + complaints());
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
