package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.api.channel.IoCondition.HUP;
import static qio.api.channel.IoCondition.IN;
import static qio.api.channel.IoCondition.OUT;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchSource;

/** Being called by a loop while a channel is ready. */
interface WatchRules extends ChannelSubject {

  @Rule("WATCH-1")
  @InNonBlockingMode
  default void aWatchForInputIsCalledOnceThereIsSomethingAndNotBefore(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            Calls calls = Calls.endless();
            pair.reader().addWatch(IoCondition.of(IN), calls, loop.context());
            Patience.turns(loop.context());
            assertEquals(0, calls.count(), "nothing is there yet");
            pair.writer().writeAll(Bytes.of("x"));
            calls.await(1);
            calls.assertAlwaysTold(IN);
          }
        });
  }

  @Rule("WATCH-2")
  @InNonBlockingMode
  default void aCallbackThatStaysIsCalledAgainAsLongAsTheChannelIsReady(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            Calls calls = Calls.endless();
            pair.writer().writeAll(Bytes.of("x"));
            pair.reader().addWatch(IoCondition.of(IN), calls, loop.context());
            calls.await(5);
            assertEquals(1, Bytes.readSome(pair.reader(), ByteBuffer.allocate(2)));
            Patience.turns(loop.context());
            int before = calls.count();
            Patience.turns(loop.context());
            assertEquals(before, calls.count(), "all is read, so it is no longer called");
            pair.writer().writeAll(Bytes.of("y"));
            calls.await(before + 1);
          }
        });
  }

  @Rule("WATCH-3")
  @InNonBlockingMode
  default void aCallbackIsToldExactlyWhatIsReadyAndWasAskedFor(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.assumeTwoWay();
          try (Loop loop = Loop.running()) {
            Calls both = Calls.endless();
            Calls in = Calls.endless();
            QioChannel channel = pair.reader();
            channel.addWatch(IoCondition.of(IN, OUT), both, loop.context());
            channel.addWatch(IoCondition.of(IN), in, loop.context());
            both.await(2);
            both.assertAlwaysTold(OUT);
            assertEquals(0, in.count());
            pair.writer().writeAll(Bytes.of("x"));
            both.awaitTold(IN, OUT);
            in.awaitTold(IN);
            in.assertAlwaysTold(IN);
          }
        });
  }

  @Rule("WATCH-3")
  @InNonBlockingMode
  default void aHangUpThatWasNotAskedForIsNotTold(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            Calls calls = Calls.endless();
            pair.reader().addWatch(IoCondition.of(IN), calls, loop.context());
            pair.writer().close();
            Patience.turns(loop.context());
            calls.assertAlwaysTold(IN);
          }
        });
  }

  @Rule("WATCH-4")
  @InNonBlockingMode
  default void whoAsksForInputAndHangUpLearnsOfTheEnd(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            Calls calls = Calls.endless();
            Set<IoCondition> asked = IoCondition.of(IN, HUP);
            pair.reader().addWatch(asked, calls, loop.context());
            pair.writer().close();
            calls.await(1);
            for (Set<IoCondition> told : calls.told()) {
              assertTrue(asked.containsAll(told) && !told.isEmpty(), () -> "told " + told);
            }
            assertEquals(QioChannel.EOF, Bytes.readSome(pair.reader(), ByteBuffer.allocate(1)));
          }
        });
  }

  @Rule("WATCH-5")
  @InNonBlockingMode
  default void aWatchForOutputIsCalledWhileThereIsRoom(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            Calls empty = Calls.upTo(1);
            pair.writer().addWatch(IoCondition.of(OUT), empty, loop.context());
            empty.await(1);
            empty.assertAlwaysTold(OUT);
            long taken = Bytes.fillUp(pair.writer());
            Calls full = Calls.endless();
            pair.writer().addWatch(IoCondition.of(OUT), full, loop.context());
            Patience.turns(loop.context());
            assertEquals(0, full.count(), "there is no room");
            Job<Long> drain = setting.start(() -> Bytes.drain(pair.reader(), 0));
            full.await(1);
            pair.writer().close();
            assertEquals(taken, drain.await());
          }
        });
  }

  @Rule("WATCH-6")
  @InNonBlockingMode
  default void aCallbackThatWantsNoMoreIsNeverCalledAgain(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            pair.writer().writeAll(Bytes.of("x"));
            Calls calls = Calls.upTo(2);
            WatchSource watch = pair.reader().addWatch(IoCondition.of(IN), calls, loop.context());
            calls.await(2);
            Patience.await(() -> "it is open still", () -> !watch.isOpen());
            Patience.turns(loop.context());
            assertEquals(2, calls.count());
          }
        });
  }

  @Rule("WATCH-6")
  @InNonBlockingMode
  default void aCallbackThatThrowsIsRemovedAndTheLoopGoesOn(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            pair.writer().writeAll(Bytes.of("x"));
            WatchSource broken =
                pair.reader()
                    .addWatch(
                        IoCondition.of(IN),
                        (channel, ready) -> {
                          throw new IOException("made to fail");
                        },
                        loop.context());
            Patience.await(() -> "it is open still", () -> !broken.isOpen());
            Calls other = Calls.endless();
            pair.reader().addWatch(IoCondition.of(IN), other, loop.context());
            other.await(1);
          }
        });
  }

  @Rule("WATCH-7")
  @InNonBlockingMode
  default void aWatchThatWasClosedIsNeverCalledAgain(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            pair.writer().writeAll(Bytes.of("x"));
            Calls calls = Calls.endless();
            WatchSource watch = pair.reader().addWatch(IoCondition.of(IN), calls, loop.context());
            calls.await(1);
            watch.close();
            int before = calls.count();
            Patience.turns(loop.context());
            assertEquals(before, calls.count());
            assertFalse(watch.isOpen());
            watch.close();
          }
        });
  }

  @Rule({"WATCH-7", "WATCH-8"})
  @InNonBlockingMode
  default void closingAWatchWaitsForACallbackThatRuns(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running();
              Occupied busy = Occupied.in(pair, loop)) {
            Job<Boolean> close = setting.start(() -> busy.runsAfter(() -> busy.watch().close()));
            busy.letGoWhen(close);
            assertFalse(close.await(), "close returned while the callback was running");
          }
        });
  }

  @Rule("WATCH-8")
  @InNonBlockingMode
  default void closingTheChannelRemovesItsWatchesAndWaitsForACallbackThatRuns(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running();
              Occupied busy = Occupied.in(pair, loop)) {
            Calls other = Calls.endless();
            pair.reader().addWatch(IoCondition.of(IN), other, loop.context());
            Job<Boolean> close = setting.start(() -> busy.runsAfter(() -> pair.reader().close()));
            busy.letGoWhen(close);
            assertFalse(close.await(), "close returned while the callback was running");
            int before = other.count();
            Patience.turns(loop.context());
            assertEquals(before, other.count(), "called after close");
            assertFalse(busy.watch().isOpen());
          }
        });
  }

  @Rule("WATCH-9")
  @InNonBlockingMode
  default void aCallbackMayCloseItsOwnWatchAndItsChannel(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            var closed = new CountDownLatch(1);
            pair.writer().writeAll(Bytes.of("x"));
            pair.reader()
                .addWatch(
                    IoCondition.of(IN),
                    (channel, ready) -> {
                      channel.close();
                      closed.countDown();
                      return true;
                    },
                    loop.context());
            Patience.await("the callback", closed);
            assertFalse(pair.reader().isOpen());
          }
        });
  }

  @Rule("WATCH-10")
  @InNonBlockingMode
  default void aCallbackRunsOnTheLoopItWasGivenOrOnTheDefaultOne(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            pair.writer().writeAll(Bytes.of("x"));
            Calls here = Calls.upTo(1);
            Calls main = Calls.upTo(1);
            pair.reader().addWatch(IoCondition.of(IN), here, loop.context());
            pair.reader().addWatch(IoCondition.of(IN), main);
            here.await(1);
            main.await(1);
            assertSame(loop.context(), here.loop());
            assertSame(AioContext.main(), main.loop());
          }
        });
  }

  @Rule("WATCH-10")
  @InNonBlockingMode
  default void nothingIsCalledInsideTheCallThatAdds(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.still()) {
            pair.writer().writeAll(Bytes.of("x"));
            Calls calls = Calls.endless();
            pair.reader().addWatch(IoCondition.of(IN), calls, loop.context());
            assertEquals(0, calls.count());
            Patience.await(() -> "never called", () -> polled(loop) && calls.count() > 0);
          }
        });
  }

  private static boolean polled(Loop loop) {
    try {
      loop.context().poll(false);
      return true;
    } catch (IOException e) {
      throw new AssertionError("the loop failed", e);
    }
  }

  @Rule("WATCH-11")
  @InNonBlockingMode
  default void aWatchIsAttachedOnce(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            WatchSource watch = pair.reader().createWatch(IoCondition.of(IN));
            assertSame(pair.reader(), watch.channel());
            assertEquals(IoCondition.of(IN), watch.conditions());
            watch.attach(loop.context(), Calls.endless());
            assertThrows(
                IllegalStateException.class, () -> watch.attach(loop.context(), Calls.endless()));
            watch.close();
            WatchSource unused = pair.reader().createWatch(IoCondition.of(IN));
            unused.close();
            assertThrows(
                IllegalStateException.class, () -> unused.attach(loop.context(), Calls.endless()));
          }
        });
  }

  @Rule("WATCH-11")
  @InNonBlockingMode
  default void aClosedLoopTakesNoWatch(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          Loop loop = Loop.running();
          loop.close();
          assertThrows(
              IOException.class,
              () -> pair.reader().addWatch(IoCondition.of(IN), Calls.endless(), loop.context()));
          pair.writer().writeAll(Bytes.of("x"));
          assertEquals(1, Bytes.readSome(pair.reader(), ByteBuffer.allocate(1)));
        });
  }

  @Rule("WATCH-12")
  @InNonBlockingMode
  default void aLoopThatIsClosedUnderAWatchDisturbsNobodyElse(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            Calls calls = Calls.endless();
            pair.reader().addWatch(IoCondition.of(IN), calls, loop.context());
            Patience.turns(loop.context());
          }
          pair.writer().writeAll(Bytes.of("x"));
          assertEquals(1, Bytes.readSome(pair.reader(), ByteBuffer.allocate(1)));
          pair.reader().close();
          pair.writer().close();
        });
  }

  @Rule("WATCH-13")
  @InNonBlockingMode
  default void aWatchSaysWhichChannelItIsOf(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.reader().setName("migration");
          try (WatchSource watch = pair.reader().createWatch(IoCondition.of(IN))) {
            assertTrue(watch.toString().contains("migration"), watch::toString);
            assertTrue(watch.toString().contains(pair.reader().address()), watch::toString);
          }
        });
  }
}
