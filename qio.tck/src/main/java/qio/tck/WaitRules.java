package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadPendingException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;

/** Waiting for a condition: on the calling thread alone, or as a coroutine on a loop. */
interface WaitRules extends ChannelSubject {

  @Rule("WAIT-1")
  @InEverySetting
  default void awaitSleepsUntilThereIsSomethingToRead(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          AtomicBoolean done = new AtomicBoolean();
          Job<Boolean> wait = Waiting.forIt(setting, pair.reader(), IoCondition.IN, done::get);
          done.set(true);
          pair.writer().writeAll(Bytes.of("x"));
          assertTrue(wait.await());
          assertTrue(pair.reader().await(IoCondition.IN, Patience.limit()), "at once");
          assertEquals(1, Bytes.readSome(pair.reader(), ByteBuffer.allocate(1)));
        });
  }

  @Rule("WAIT-1")
  @InEverySetting
  default void awaitReturnsForTheEndOfTheStream(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          AtomicBoolean done = new AtomicBoolean();
          Job<Boolean> wait = Waiting.forIt(setting, pair.reader(), IoCondition.IN, done::get);
          done.set(true);
          pair.closing(setting, pair.writer(), () -> assertTrue(wait.await()));
        });
  }

  @Rule("WAIT-1")
  @InEverySetting
  default void awaitSleepsUntilThereIsRoom(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          assertTrue(
              pair.writer().await(IoCondition.OUT, Patience.limit()), "room from the beginning");
          long taken = Bytes.fillUp(pair.writer());
          AtomicBoolean done = new AtomicBoolean();
          Job<Boolean> wait = Waiting.forIt(setting, pair.writer(), IoCondition.OUT, done::get);
          done.set(true);
          Job<Long> drain = setting.start(() -> Bytes.drain(pair.reader(), 0));
          assertTrue(wait.await());
          pair.writer().close();
          assertEquals(taken, drain.await());
        });
  }

  @Rule("WAIT-2")
  @InEverySetting
  default void awaitAnswersFalseWhenTheTimeIsUp(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          awaitInVain(pair.reader(), Duration.ofMillis(5));
          awaitInVain(pair.reader(), Duration.ZERO);
          assertThrows(
              IllegalArgumentException.class,
              () -> pair.reader().await(IoCondition.IN, Duration.ofMillis(-1)));
        });
  }

  /** A wait may return early for no reason (WAIT-1), but not again and again. */
  private static void awaitInVain(QioChannel reader, Duration limit) throws IOException {
    int most = Waiting.MAX_EARLY_RETURNS;
    for (int early = 0; early < most; early++) {
      long start = System.nanoTime();
      if (!reader.await(IoCondition.IN, limit)) {
        long waited = System.nanoTime() - start;
        assertTrue(waited >= limit.toNanos(), "not before the time was up");
        return;
      }
    }
    fail("await said " + most + " times that there is something to read");
  }

  @Rule("WAIT-3")
  @InEverySetting
  default void onlyInputAndOutputCanBeAwaited(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          for (IoCondition other :
              new IoCondition[] {IoCondition.PRI, IoCondition.ERR, IoCondition.HUP}) {
            assertThrows(IllegalArgumentException.class, () -> pair.reader().await(other));
          }
        });
  }

  @Rule("WAIT-4")
  @InEverySetting
  default void noLoopOfTheCallerRunsWhileItAwaits(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop still = Loop.still()) {
            Calls calls = Calls.endless();
            pair.writer().addWatch(IoCondition.of(IoCondition.OUT), calls, still.context());
            AtomicBoolean done = new AtomicBoolean();
            Job<Boolean> wait = Waiting.forIt(setting, pair.reader(), IoCondition.IN, done::get);
            done.set(true);
            pair.writer().writeAll(Bytes.of("x"));
            assertTrue(wait.await());
            assertEquals(0, calls.count());
          }
        });
  }

  @Rule("WAIT-5")
  @InEverySetting
  default void wakeReadEndsAWaitWithNothingRead(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          AtomicBoolean done = new AtomicBoolean();
          Job<Boolean> wait = Waiting.forIt(setting, pair.reader(), IoCondition.IN, done::get);
          done.set(true);
          pair.reader().wakeRead();
          assertTrue(wait.await());
          pair.writer().writeAll(Bytes.of("x"));
          assertEquals(1, Bytes.readSome(pair.reader(), ByteBuffer.allocate(1)));
        });
  }

  @Rule("WAIT-5")
  @InEverySetting
  default void wakeReadDoesNotMakeAReadEndEarly(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          Job<Boolean> read = setting.start(() -> pair.reader().readAllEof(ByteBuffer.allocate(1)));
          read.awaitAsleep();
          for (int i = 0; i < 10; i++) {
            pair.reader().wakeRead();
          }
          read.awaitAsleep();
          pair.writer().writeAll(Bytes.of("x"));
          assertTrue(read.await());
        });
  }

  @Rule("WAIT-6")
  @OnPlatformThreads
  default void onlyAVirtualThreadCanYield(Setting setting) throws Exception {
    setting.run(
        this,
        pair ->
            assertThrows(
                IllegalStateException.class, () -> pair.reader().yieldUntil(IoCondition.IN)));
  }

  @Rule({"WAIT-6", "WAIT-7"})
  @OnVirtualThreads
  default void aReadingAndAWritingCoroutineSleepOnOneChannelAndASecondOfAKindIsRefused(
      Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.assumeTwoWay();
          Bytes.fillUp(pair.writer());
          AtomicBoolean sent = new AtomicBoolean();
          AtomicBoolean drained = new AtomicBoolean();
          Job<Boolean> in = Waiting.asCoroutine(setting, pair.writer(), IoCondition.IN, sent::get);
          Job<Boolean> out =
              Waiting.asCoroutine(setting, pair.writer(), IoCondition.OUT, drained::get);
          assertThrows(ReadPendingException.class, () -> pair.writer().yieldUntil(IoCondition.IN));
          sent.set(true);
          pair.reader().writeAll(Bytes.of("x"));
          assertTrue(in.await());
          pair.writer().readAll(ByteBuffer.allocate(1));
          drained.set(true);
          Job<Long> drain = setting.start(() -> Bytes.drain(pair.reader(), 0));
          assertTrue(out.await());
          pair.writer().close();
          drain.await();
        });
  }

  @Rule("WAIT-7")
  @OnVirtualThreads
  default void wakeReadEndsAYield(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          AtomicBoolean woken = new AtomicBoolean();
          Job<Boolean> coroutine =
              Waiting.asCoroutine(setting, pair.reader(), IoCondition.IN, woken::get);
          woken.set(true);
          pair.reader().wakeRead();
          assertTrue(coroutine.await());
        });
  }

  @Rule("WAIT-8")
  @OnVirtualThreads
  default void aCoroutineIsResumedByTheContextTheChannelIsAttachedTo(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.still()) {
            pair.reader().attachAioContext(loop.context());
            AtomicBoolean served = new AtomicBoolean();
            Job<Boolean> coroutine =
                Waiting.asCoroutine(setting, pair.reader(), IoCondition.IN, served::get);
            pair.writer().writeAll(Bytes.of("x"));
            assertStillAsleep(coroutine);
            served.set(true);
            Patience.await(
                () -> "the context has not resumed it", () -> turned(loop) && coroutine.isDone());
            assertTrue(coroutine.await());
          }
        });
  }

  private static boolean turned(Loop loop) {
    try {
      loop.context().poll(false);
      return true;
    } catch (IOException e) {
      throw new AssertionError("the loop failed", e);
    }
  }

  /** A thread that had something to do would have gone on by the time a busy loop has turned. */
  private static void assertStillAsleep(Job<?> coroutine) throws Exception {
    try (Loop other = Loop.running()) {
      Patience.turns(other.context());
    }
    assertFalse(coroutine.isDone());
    coroutine.awaitAsleep();
  }

  @Rule("WAIT-8")
  @OnVirtualThreads
  default void aCoroutineFollowsTheChannelToAnotherContext(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop still = Loop.still();
              Loop running = Loop.running()) {
            pair.reader().attachAioContext(still.context());
            AtomicBoolean served = new AtomicBoolean();
            Job<Boolean> coroutine =
                Waiting.asCoroutine(setting, pair.reader(), IoCondition.IN, served::get);
            pair.writer().writeAll(Bytes.of("x"));
            assertStillAsleep(coroutine);
            served.set(true);
            pair.reader().attachAioContext(running.context());
            assertTrue(coroutine.await());
          }
        });
  }

  @Rule("WAIT-8")
  @OnVirtualThreads
  default void aCoroutineOnADetachedChannelSleepsOnUntilItIsAttachedAgain(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            pair.reader().attachAioContext(loop.context());
            AtomicBoolean attached = new AtomicBoolean();
            Job<Boolean> coroutine =
                Waiting.asCoroutine(setting, pair.reader(), IoCondition.IN, attached::get);
            pair.reader().detachAioContext();
            pair.writer().writeAll(Bytes.of("x"));
            assertStillAsleep(coroutine);
            attached.set(true);
            pair.reader().attachAioContext(loop.context());
            assertTrue(coroutine.await());
          }
        });
  }

  @Rule("WAIT-8")
  @OnVirtualThreads
  default void readAllInNonBlockingModeSleepsOnTheAttachedContext(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            pair.reader().setBlocking(false);
            pair.reader().attachAioContext(loop.context());
            pair.writer().attachAioContext(loop.context());
            Job<Long> drain =
                setting.start(
                    () -> {
                      ByteBuffer dst = ByteBuffer.allocate(200_000);
                      pair.reader().readAll(dst);
                      Bytes.assertStream(0, dst);
                      return (long) dst.position();
                    });
            pair.writer().writeAll(Bytes.stream(0, 200_000));
            assertEquals(200_000, drain.await());
          }
        });
  }

  @Rule("WAIT-9")
  @OnVirtualThreads
  default void aCoroutineLearnsThatItsContextWasClosed(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          Job<Boolean> coroutine;
          try (Loop loop = Loop.running()) {
            pair.reader().attachAioContext(loop.context());
            coroutine = Waiting.asCoroutine(setting, pair.reader(), IoCondition.IN, () -> false);
          }
          IOException gone = coroutine.awaitFailure(IOException.class);
          assertTrue(gone.toString().contains("contract"), () -> "names the loop: " + gone);
          assertTrue(pair.reader().isOpen());
        });
  }
}
