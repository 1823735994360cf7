package qio.cli.pump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import qio.api.channel.QioChannel;
import qio.api.channel.Relay;

class PumpTest extends TwoPairs {

  private static FutureTask<Boolean> start(Pump pump) {
    var running =
        new FutureTask<Boolean>(
            () -> {
              pump.run();
              return true;
            });
    Thread.ofVirtual().start(running);
    return running;
  }

  private static void await(BooleanSupplier state, String what) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!state.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, what);
      LockSupport.parkNanos(100_000); // between two looks at the state
    }
  }

  private static String receive(QioChannel channel, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    channel.readAll(buffer);
    return new String(buffer.array());
  }

  @Test
  void theTapSeesWhatIsMovedAndThePumpTellsThatItIsWriting() throws Exception {
    var seen = new StringBuffer();
    var pump =
        Pump.owning(
            source, sink, 64, chunk -> seen.append(new String(chunk.array(), 0, chunk.limit())));
    FutureTask<Boolean> running = start(pump);
    assertFalse(pump.isWriting());
    send(feed, "more than the window of sixteen bytes");
    await(pump::isWriting, "it waits for the sink");
    assertEquals("more than the window of sixteen bytes", seen.toString());
    assertEquals(0, pump.moved());
    receive(drain, 37);
    await(() -> !pump.isWriting(), "it waits for the source");
    assertEquals(37, pump.moved());
    feed.close();
    assertTrue(running.get(LIMIT_SECONDS, TimeUnit.SECONDS));
  }

  @Test
  void closingTheSourceWakesAPumpThatWaits() throws Exception {
    var pump = Pump.owning(source, sink, 8, chunk -> {});
    FutureTask<Boolean> running = start(pump);
    send(feed, "a");
    assertEquals("a", receive(drain, 1));
    source.close();
    PumpException failure = failureOf(running);
    assertEquals(Relay.End.SOURCE, failure.end());
    assertTrue(
        failure.failure() instanceof AsynchronousCloseException
            || failure.failure() instanceof java.nio.channels.ClosedChannelException);
  }

  private static PumpException failureOf(FutureTask<Boolean> running) {
    var failure =
        assertThrows(ExecutionException.class, () -> running.get(LIMIT_SECONDS, TimeUnit.SECONDS));
    return assertInstanceOf(PumpException.class, failure.getCause());
  }
}
