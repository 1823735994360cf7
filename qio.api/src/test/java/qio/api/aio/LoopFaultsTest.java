package qio.api.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class LoopFaultsTest {

  private final RecordingLogger log = new RecordingLogger();

  @Test
  void everyKindOfFaultIsReportedUnderTheNamesOfLoopAndCulprit() throws IOException {
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink();
        AioContext loop = AioContext.open("unlucky", PollerProvider.selector(), true, log)) {
      source.configureBlocking(false);
      sink.write(ByteBuffer.allocate(1));
      loop.setFdHandler(Pollable.ofChannel(source), new Failing("reader")::handle, null);
      loop.watch(Pollable.ofChannel(source), Readiness.READ, ready -> new Failing("watch").run());
      loop.execute(new Failing("bottom half"));
      loop.schedule(Duration.ZERO, new Failing("timer"));
      loop.onClose(new Failing("hook"));
      assertTrue(loop.poll(true));
    }
    assertEquals(5, log.entries.size());
    assertTrue(log.entries.stream().allMatch(entry -> entry.level() == Level.ERROR));
    assertTrue(log.entries.stream().allMatch(entry -> entry.text().contains("\"unlucky\"")));
    assertReported("handler of OfChannel", "reader");
    assertReported("handler of OfChannel", "watch");
    assertReported("bottom half Failing[name=bottom half]", "bottom half");
    assertReported("timer Failing[name=timer]", "timer");
    assertReported("close hook Failing[name=hook]", "hook");
  }

  private void assertReported(String text, String message) {
    assertTrue(
        log.entries.stream()
            .anyMatch(
                entry ->
                    entry.text().contains(text) && message.equals(entry.thrown().getMessage())),
        () -> text + " by " + message + " is not in " + log.entries);
  }

  private record Failing(String name) implements Runnable {

    @Override
    public void run() {
      throw new IllegalStateException(name);
    }

    void handle() throws IOException {
      throw new IOException(name);
    }
  }

  @Test
  void aFloodOfFaultsIsCutShortAndCounted() {
    LoopFaults faults = new LoopFaults("flooded", log);
    Exception fault = new Exception("again");
    for (int i = 0; i < 10_000; i++) {
      faults.report("handler of", "fd:7", fault);
    }
    // The clock is real: a machine that stops for a second in between may report a second lot.
    assertTrue(log.entries.size() >= 100 && log.entries.size() < 1_000, log.entries.size() + "");
    assertSame(fault, log.entries.getFirst().thrown());
  }

  @Test
  void aLoggerThatFailsDoesNotStopTheLoop() {
    System.Logger broken =
        new System.Logger() {
          @Override
          public String getName() {
            return "broken";
          }

          @Override
          public boolean isLoggable(Level level) {
            return true;
          }

          @Override
          public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
            throw new IllegalStateException("out of paper");
          }

          @Override
          public void log(Level level, ResourceBundle bundle, String format, Object... params) {
            throw new IllegalStateException("out of paper");
          }
        };
    LoopFaults faults = new LoopFaults("unheard", broken);
    faults.report("handler of", "fd:7", new Exception("lost"));
    faults.died(new Exception("lost"));
  }
}
