package qio.tests.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.EnumSet;
import java.util.Set;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchSource;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.spi.file.FileProvider;

/** What {@link StdioTest} runs in a process of its own. Reports on standard error, a line each. */
final class StdioChild {

  private StdioChild() {}

  public static void main(String[] arguments) throws Exception {
    String job = arguments[0];
    String target = arguments.length > 2 ? arguments[2] : "";
    report("flags", flags());
    QioChannel stdio =
        new FileProvider().connect(new Endpoint("stdio", target), OptionValues.none());
    try (stdio) {
      switch (job) {
        case "copy" -> copy(stdio, Integer.parseInt(arguments[1]));
        case "poll" -> poll(stdio);
        case "poll-empty" -> {
          stdio.setBlocking(false);
          report("empty", stdio.read(ByteBuffer.allocate(1)) == QioChannel.WOULD_BLOCK);
          poll(stdio);
        }
        case "close" -> close(stdio);
        case "close-stuck" -> closeStuck(stdio);
        case "interrupt" -> interrupt(stdio);
        case "read" -> report("read", Bytes.rest(stdio));
        case "write" -> stdio.writeAll(Bytes.of("written\n"));
        default -> throw new IllegalArgumentException(job);
      }
      report("flags", flags());
    }
    report("flags", flags());
    report("open", stdio.isOpen());
  }

  private static void report(String what, Object value) {
    System.err.println(what + "=" + value);
  }

  private static String flags() throws IOException {
    return Integer.toOctalString(Descriptors.flags(0))
        + ","
        + Integer.toOctalString(Descriptors.flags(1));
  }

  /** Copies so many bytes, and not one more, or to the end; through both kinds of buffer. */
  private static void copy(QioChannel stdio, int count) throws IOException {
    int left = count;
    for (int i = 0; left > 0; i++) {
      int size = Math.min(left, 3);
      ByteBuffer some = i % 2 == 0 ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
      int n = stdio.read(some);
      if (n == QioChannel.EOF) {
        return;
      }
      left -= n;
      stdio.writeAll(some.flip());
    }
  }

  /** Copies to the end in non-blocking mode, on a loop. */
  private static void poll(QioChannel stdio) throws IOException {
    stdio.setBlocking(false);
    Set<IoCondition> seen = EnumSet.noneOf(IoCondition.class);
    try (AioContext loop = AioContext.open("child")) {
      try (WatchSource room =
          stdio.addWatch(
              Set.of(IoCondition.OUT),
              (channel, ready) -> {
                seen.addAll(ready);
                return false;
              },
              loop)) {
        while (room.isOpen()) {
          loop.poll(true);
        }
      }
      report("ready", seen);
      WatchSource both =
          stdio.addWatch(
              Set.of(IoCondition.IN, IoCondition.OUT, IoCondition.HUP),
              (channel, ready) -> {
                seen.addAll(ready);
                ByteBuffer some = ByteBuffer.allocate(100);
                int n = stdio.read(some);
                if (n > 0) {
                  stdio.writeAll(some.flip());
                }
                return n != QioChannel.EOF;
              },
              loop);
      while (both.isOpen()) {
        loop.poll(true);
      }
    }
    report("seen", seen);
  }

  private static void close(QioChannel stdio) throws Exception {
    for (Threads threads : Threads.values()) {
      QioChannel mine = new FileProvider().connect(new Endpoint("stdio", ""), OptionValues.none());
      var reading = threads.run(() -> mine.read(ByteBuffer.allocate(1)));
      reading.awaitAsleep("ioAwait");
      mine.close();
      report(threads.name(), reading.failure() instanceof AsynchronousCloseException);
    }
    report("alive", stdio.isOpen());
  }

  /** The portable engine waits inside the JDK, where a close does not reach. */
  private static void closeStuck(QioChannel stdio) throws Exception {
    var reading = Threads.PLATFORM.run(() -> stdio.read(ByteBuffer.allocate(1)));
    reading.awaitAsleep("readBytes");
    stdio.close();
    report("closed", !stdio.isOpen());
  }

  private static void interrupt(QioChannel stdio) throws Exception {
    for (Threads threads : Threads.values()) {
      var reading = threads.run(() -> stdio.read(ByteBuffer.allocate(1)));
      reading.awaitAsleep("ioAwait");
      reading.thread().interrupt();
      report(threads.name(), reading.failure() instanceof InterruptedIOException);
    }
  }
}
