package qio.cli.pump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.Relay;
import qio.api.channel.ShutdownMode;

class DirectPumpTest {

  private static final long LIMIT_SECONDS = 20;

  /** What is written to feed comes out of source; what is written to sink comes out of drain. */
  private QioChannel feed;

  private QioChannel source;
  private QioChannel sink;
  private QioChannel drain;

  @BeforeEach
  void connect() throws IOException {
    try (QioListener one = Qio.listen("mem:" + UUID.randomUUID());
        QioListener other = Qio.listen("mem:" + UUID.randomUUID() + "?window=16")) {
      feed = Qio.connect(one.localAddress());
      source = one.accept();
      sink = Qio.connect(other.localAddress());
      drain = other.accept();
    }
  }

  @AfterEach
  void closeAll() throws IOException {
    for (QioChannel channel : new QioChannel[] {feed, source, sink, drain}) {
      channel.close();
    }
  }

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

  private static void send(QioChannel channel, String text) throws IOException {
    channel.writeAll(ByteBuffer.wrap(text.getBytes()));
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
