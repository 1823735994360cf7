package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;

/** A deadline for a whole job: it ends what waits, and nothing else. */
interface DeadlineRules extends ChannelSubject {

  /** So little time that a test may wait for its end. */
  Duration SHORT = Duration.ofMillis(10);

  @Rule({"WAIT-10", "WAIT-11"})
  @InEverySetting
  default void aDeadlineEndsAReadThatWaitsAndTellsHowFarItWas(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.writer().writeAll(Bytes.of("abc"));
          ByteBuffer dst = ByteBuffer.allocate(10);
          long start = System.nanoTime();
          pair.reader().setDeadline(SHORT);
          Job<Boolean> read = setting.start(() -> pair.reader().readAllEof(dst));
          SocketTimeoutException late = read.awaitFailure(SocketTimeoutException.class);
          assertTrue(System.nanoTime() - start >= SHORT.toNanos(), "not before the time was up");
          assertEquals(dst.position(), late.bytesTransferred, "as the position says");
          assertTells(pair.reader(), late, SHORT);
          pair.reader().clearDeadline();
          pair.writer().writeAll(Bytes.of("defghij"));
          pair.reader().readAll(dst);
          assertEquals("abcdefghij", Bytes.text(dst));
        });
  }

  private static void assertTells(QioChannel channel, Exception late, Duration limit) {
    String message = String.valueOf(late.getMessage());
    assertTrue(message.contains(channel.address()), message);
    assertTrue(message.contains(limit.toMillis() + " ms"), message);
  }

  @Rule({"WAIT-10", "WAIT-11"})
  @InEverySetting
  default void aDeadlineEndsAWriteThatWaitsAndNothingIsLostOrDoubled(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          long taken = Bytes.fillUp(pair.writer());
          setting.applyTo(pair.writer());
          ByteBuffer src = Bytes.stream(taken, Bytes.tooMuchFor(pair.writer(), taken));
          pair.writer().setDeadline(SHORT);
          Job<Void> write =
              setting.start(
                  () -> {
                    pair.writer().writeAll(src);
                    return null;
                  });
          SocketTimeoutException late = write.awaitFailure(SocketTimeoutException.class);
          assertEquals(src.position(), late.bytesTransferred, "as the position says");
          pair.writer().clearDeadline();
          Job<Long> drain = setting.start(() -> Bytes.drain(pair.reader(), 0));
          pair.writer().writeAll(Bytes.stream(taken + src.position(), 1000));
          pair.writer().close();
          assertEquals(taken + src.position() + 1000, drain.await());
        });
  }

  @Rule("WAIT-10")
  @InBlockingMode
  default void aDeadlineEndsABlockingRead(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.reader().setDeadline(SHORT);
          assertThrows(
              SocketTimeoutException.class, () -> pair.reader().read(ByteBuffer.allocate(1)));
          assertUsable(pair);
        });
  }

  @Rule("WAIT-10")
  @InEverySetting
  default void aDeadlineEndsAWaitUnlessTheWaitEndsSooner(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.reader().setDeadline(Patience.limit().multipliedBy(10));
          assertFalse(awaitInVain(pair.reader(), SHORT), "its own limit comes first");
          pair.reader().setDeadline(SHORT);
          assertThrows(SocketTimeoutException.class, () -> awaitInVain(pair.reader()));
          assertThrows(
              SocketTimeoutException.class, () -> awaitInVain(pair.reader(), Patience.limit()));
          assertUsable(pair);
        });
  }

  /** A wait may return early for no reason (WAIT-1), but not again and again. */
  private static boolean awaitInVain(QioChannel reader, Duration limit) throws Exception {
    boolean early = true;
    for (int i = 0; i < Waiting.MAX_EARLY_RETURNS && early; i++) {
      early = reader.await(IoCondition.IN, limit);
    }
    return early;
  }

  private static void awaitInVain(QioChannel reader) throws Exception {
    for (int i = 0; i < Waiting.MAX_EARLY_RETURNS; i++) {
      reader.await(IoCondition.IN);
    }
  }

  @Rule("WAIT-10")
  @OnVirtualThreads
  default void aDeadlineEndsAYieldWhereverTheCoroutineSleeps(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          yieldInVain(pair.reader());
          try (Loop loop = Loop.running()) {
            pair.reader().attachAioContext(loop.context());
            yieldInVain(pair.reader());
            pair.reader().detachAioContext();
            yieldInVain(pair.reader());
            pair.reader().attachAioContext(loop.context());
            assertUsable(pair);
          }
        });
  }

  private static void yieldInVain(QioChannel reader) {
    reader.setDeadline(SHORT);
    assertThrows(
        SocketTimeoutException.class,
        () -> {
          for (int i = 0; i < Waiting.MAX_EARLY_RETURNS; i++) {
            reader.yieldUntil(IoCondition.IN);
          }
        });
  }

  @Rule("WAIT-12")
  @InEverySetting
  default void whatNeedNotWaitIsDoneAfterTheDeadline(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.writer().writeAll(Bytes.of("abc"));
          pair.reader().setDeadline(Duration.ZERO);
          pair.writer().setDeadline(Duration.ZERO);
          ByteBuffer dst = ByteBuffer.allocate(6);
          fillWithoutWaiting(pair.reader(), dst, 3);
          ByteBuffer src = Bytes.of("def");
          Patience.await(() -> "there is room, but " + src, () -> movesAll(pair.writer(), src));
          fillWithoutWaiting(pair.reader(), dst, 6);
          assertEquals("abcdef", Bytes.text(dst));
        });
  }

  private static void fillWithoutWaiting(QioChannel reader, ByteBuffer dst, int upTo) {
    dst.limit(upTo);
    Patience.await(() -> "the bytes are there, but " + dst, () -> readsAll(reader, dst));
  }

  /** Bytes may be on their way still, which no transfer may wait for here: so it is tried again. */
  private static boolean readsAll(QioChannel reader, ByteBuffer dst) {
    try {
      reader.read(dst);
    } catch (SocketTimeoutException notYet) {
      assertEquals(0, notYet.bytesTransferred);
    } catch (IOException e) {
      throw new AssertionError("the read failed", e);
    }
    return !dst.hasRemaining();
  }

  private static boolean movesAll(QioChannel writer, ByteBuffer src) {
    try {
      writer.write(src);
    } catch (SocketTimeoutException notYet) {
      assertTrue(notYet.bytesTransferred >= 0);
    } catch (IOException e) {
      throw new AssertionError("the write failed", e);
    }
    return !src.hasRemaining();
  }

  @Rule("WAIT-13")
  @InEverySetting
  default void aDeadlineCanBeMovedUnderASleeper(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.reader().setDeadline(Patience.limit().multipliedBy(10));
          Job<Boolean> read = setting.start(() -> pair.reader().readAllEof(ByteBuffer.allocate(1)));
          read.awaitAsleep();
          pair.reader().setDeadline(SHORT);
          read.awaitFailure(SocketTimeoutException.class);

          pair.reader().setDeadline(Patience.limit().multipliedBy(10));
          Job<Boolean> again =
              setting.start(() -> pair.reader().readAllEof(ByteBuffer.allocate(1)));
          again.awaitAsleep();
          pair.reader().clearDeadline();
          pair.writer().writeAll(Bytes.of("x"));
          assertTrue(again.await());
        });
  }

  @Rule("WAIT-13")
  @OnPlatformThreads
  default void aDeadlineIsNotBeforeNow(Setting setting) throws Exception {
    setting.run(
        this,
        pair ->
            assertThrows(
                IllegalArgumentException.class,
                () -> pair.reader().setDeadline(Duration.ofMillis(-1))));
  }

  private static void assertUsable(ChannelPair pair) throws Exception {
    assertTrue(pair.reader().isOpen());
    pair.reader().clearDeadline();
    pair.writer().writeAll(Bytes.of("still here"));
    ByteBuffer dst = ByteBuffer.allocate(10);
    pair.reader().readAll(dst);
    assertEquals("still here", Bytes.text(dst));
  }
}
