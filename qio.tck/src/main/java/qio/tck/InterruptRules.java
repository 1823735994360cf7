package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import qio.api.channel.IoCondition;

/** What an interrupt does to a thread that waits in a channel, and to the channel: nothing. */
interface InterruptRules extends ChannelSubject {

  @Rule({"INT-1", "INT-2"})
  @InBlockingMode
  default void anInterruptEndsABlockingReadAndTheChannelIsUsable(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          Job<Boolean> read =
              setting.start(
                  () -> {
                    assertThrows(
                        InterruptedIOException.class,
                        () -> pair.reader().read(ByteBuffer.allocate(1)));
                    return Thread.interrupted();
                  });
          read.awaitAsleep();
          read.interrupt();
          assertFalse(read.await(), "the exception has taken the interrupt");
          assertUsable(pair);
        });
  }

  @Rule({"INT-1", "INT-2"})
  @InEverySetting
  default void anInterruptEndsReadAllAndTellsHowFarItWas(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          ByteBuffer dst = ByteBuffer.allocate(10);
          pair.writer().writeAll(Bytes.of("abc"));
          Job<Boolean> read = setting.start(() -> pair.reader().readAllEof(dst));
          Patience.await(() -> "the first bytes were not read", () -> dst.position() == 3);
          read.awaitAsleep();
          read.interrupt();
          InterruptedIOException ended = read.awaitFailure(InterruptedIOException.class);
          assertEquals(3, ended.bytesTransferred);
          assertUsable(pair);
        });
  }

  @Rule({"INT-1", "INT-2"})
  @InEverySetting
  default void anInterruptEndsWriteAllAndNothingIsLostOrDoubled(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          long taken = Bytes.fillUp(pair.writer());
          setting.applyTo(pair.writer());
          ByteBuffer src = Bytes.stream(taken, Bytes.tooMuchFor(pair.writer(), taken));
          Job<Void> write =
              setting.start(
                  () -> {
                    pair.writer().writeAll(src);
                    return null;
                  });
          write.awaitAsleep();
          write.interrupt();
          InterruptedIOException ended = write.awaitFailure(InterruptedIOException.class);
          assertEquals(src.position(), ended.bytesTransferred, "as the position says");
          Job<Long> drain = setting.start(() -> Bytes.drain(pair.reader(), 0));
          pair.writer().writeAll(Bytes.stream(taken + src.position(), 1000));
          pair.writer().close();
          assertEquals(taken + src.position() + 1000, drain.await());
        });
  }

  @Rule({"INT-1", "INT-2"})
  @InEverySetting
  default void anInterruptEndsAWait(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          Job<Boolean> wait = Waiting.forIt(setting, pair.reader(), IoCondition.IN, () -> false);
          wait.interrupt();
          wait.awaitFailure(InterruptedIOException.class);
          assertUsable(pair);
        });
  }

  @Rule("INT-3")
  @InBlockingMode
  default void aThreadThatIsInterruptedAlreadyDoesNotGoToSleep(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          Thread.currentThread().interrupt();
          assertThrows(
              InterruptedIOException.class, () -> pair.reader().read(ByteBuffer.allocate(1)));
          assertFalse(Thread.interrupted(), "the exception has taken the interrupt");
          assertUsable(pair);
        });
  }

  @Rule("INT-4")
  @InNonBlockingMode
  default void anInterruptDoesNotKeepATransferFromMovingWhatCanBeMoved(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          pair.writer().writeAll(Bytes.of("abc"));
          assertTrue(pair.reader().await(IoCondition.IN, Patience.limit()));
          Thread.currentThread().interrupt();
          ByteBuffer dst = ByteBuffer.allocate(3);
          int n = pair.reader().read(dst);
          int m = pair.writer().write(Bytes.of("def"));
          assertTrue(Thread.interrupted(), "nobody slept, so the interrupt is still pending");
          assertEquals(n < 0 ? 0 : n, dst.position());
          assertTrue(n != 0 && m != 0, "bytes were asked for");
          assertTrue(pair.reader().isOpen() && pair.writer().isOpen());
        });
  }

  private static void assertUsable(ChannelPair pair) throws Exception {
    assertTrue(pair.reader().isOpen());
    pair.writer().writeAll(Bytes.of("still here"));
    ByteBuffer dst = ByteBuffer.allocate(10);
    pair.reader().readAll(dst);
    assertEquals("still here", Bytes.text(dst));
  }
}
