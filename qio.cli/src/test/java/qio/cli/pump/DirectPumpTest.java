package qio.cli.pump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import qio.api.channel.Relay;
import qio.api.channel.ShutdownMode;

class DirectPumpTest extends TwoPairs {

  private static FutureTask<Void> start(DirectPump pump) {
    var running =
        new FutureTask<Void>(
            () -> {
              pump.run();
              return null;
            });
    Thread.ofVirtual().start(running);
    return running;
  }

  private static PumpException failureOf(FutureTask<Void> running) {
    var failure =
        assertThrows(ExecutionException.class, () -> running.get(LIMIT_SECONDS, TimeUnit.SECONDS));
    return assertInstanceOf(PumpException.class, failure.getCause());
  }

  @Test
  void everythingIsMovedAndCountedUntilTheSourceEnds() throws Exception {
    var pump = new DirectPump(source, sink);
    FutureTask<Void> running = start(pump);
    String text = "more than the window of sixteen bytes";
    for (int i = 0; i < 3; i++) {
      send(feed, text);
      ByteBuffer got = ByteBuffer.allocate(text.length());
      drain.readAll(got);
      assertEquals(text, new String(got.array()));
    }
    feed.shutdown(ShutdownMode.WRITE);
    running.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    assertEquals(3 * text.length(), pump.moved());
  }

  @Test
  void aSinkThatIsGoneIsToldFromASourceThatIsGone() throws Exception {
    FutureTask<Void> running = start(new DirectPump(source, sink));
    drain.close();
    send(feed, "abc");
    PumpException failure = failureOf(running);
    assertEquals(Relay.End.SINK, failure.end());
    assertEquals(sink.address(), failure.address());
    ByteBuffer kept = ByteBuffer.allocate(3);
    source.readAll(kept);
    assertEquals("abc", new String(kept.array()));

    FutureTask<Void> second = start(new DirectPump(source, sink));
    source.close();
    failure = failureOf(second);
    assertEquals(Relay.End.SOURCE, failure.end());
    assertInstanceOf(ClosedChannelException.class, failure.failure());
  }
}
