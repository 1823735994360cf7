package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.function.Executable;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;

/** How a channel ends. */
interface CloseRules extends ChannelSubject {

  @Rule("CLOSE-1")
  @InEverySetting
  default void closingAgainDoesNothing(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          assertTrue(pair.reader().isOpen());
          pair.reader().close();
          assertFalse(pair.reader().isOpen());
          pair.reader().close();
          pair.writer().close();
          pair.writer().close();
        });
  }

  @Rule("CLOSE-1")
  @InEverySetting
  default void manyThreadsMayCloseAtOnce(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          List<Job<Boolean>> closers = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            closers.add(
                setting.start(
                    () -> {
                      pair.reader().close();
                      return pair.reader().isOpen();
                    }));
          }
          ChannelPair.closeWhateverIsLost(pair.writer());
          for (Job<Boolean> closer : closers) {
            assertFalse(closer.await());
          }
        });
  }

  @Rule("CLOSE-2")
  @InEverySetting
  default void everyCallOnAClosedChannelSaysThatItIsClosed(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          QioChannel closed = pair.reader();
          pair.closing(setting, closed, () -> {});
          ByteBuffer one = ByteBuffer.allocate(1);
          List<Executable> calls =
              List.of(
                  () -> closed.read(one),
                  () -> closed.readv(one),
                  () -> closed.readAll(one),
                  () -> closed.readAllEof(one),
                  () -> closed.write(one),
                  () -> closed.writev(one),
                  () -> closed.writeAll(one),
                  () -> closed.setBlocking(true),
                  () -> closed.setDelay(true),
                  () -> closed.setCork(true),
                  () -> closed.shutdown(qio.api.channel.ShutdownMode.BOTH),
                  () -> closed.seek(0, qio.api.channel.SeekOrigin.SET),
                  () -> closed.pread(one, 0),
                  () -> closed.pwrite(one, 0),
                  closed::flush,
                  () -> closed.await(IoCondition.IN),
                  () -> closed.createWatch(IoCondition.of(IoCondition.IN)),
                  () -> closed.setAioFdHandler(AioContext.main(), () -> {}, null));
          for (int i = 0; i < calls.size(); i++) {
            assertThrows(ClosedChannelException.class, calls.get(i), "call number " + i);
          }
          assertEquals(0, one.position());
        });
  }

  @Rule("CLOSE-3")
  @InBlockingMode
  default void closeWakesTheReader(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          Job<Integer> read = setting.start(() -> pair.reader().read(ByteBuffer.allocate(1)));
          read.awaitAsleep();
          pair.closing(
              setting, pair.reader(), () -> read.awaitFailure(AsynchronousCloseException.class));
        });
  }

  @Rule("CLOSE-3")
  @InEverySetting
  default void closeWakesReadAll(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          Job<Boolean> read = setting.start(() -> pair.reader().readAllEof(ByteBuffer.allocate(1)));
          read.awaitAsleep();
          pair.closing(
              setting, pair.reader(), () -> read.awaitFailure(AsynchronousCloseException.class));
        });
  }

  @Rule("CLOSE-3")
  @InEverySetting
  default void closeWakesTheWriter(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          Job<Void> write =
              setting.start(
                  () -> {
                    pair.writer().writevAll(Bytes.flood());
                    return null;
                  });
          write.awaitAsleep();
          Job<Void> close = ChannelPair.startClosing(setting, pair.writer());
          write.awaitFailure(AsynchronousCloseException.class);
          pair.reader().close(); // a layer may have bytes left that it tries to send until then
          close.await();
        });
  }

  @Rule("CLOSE-3")
  @InEverySetting
  default void closeWakesWhoWaitsForACondition(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          Job<Boolean> wait = Waiting.forIt(setting, pair.reader(), IoCondition.IN, () -> false);
          pair.closing(
              setting, pair.reader(), () -> wait.awaitFailure(AsynchronousCloseException.class));
        });
  }

  @Rule("CLOSE-3")
  @InBlockingMode
  default void closeWakesAReaderAndAWriterAtOnce(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.assumeTwoWay();
          Job<Integer> read = setting.start(() -> pair.writer().read(ByteBuffer.allocate(1)));
          Job<Void> write =
              setting.start(
                  () -> {
                    pair.writer().writevAll(Bytes.flood());
                    return null;
                  });
          read.awaitAsleep();
          write.awaitAsleep();
          Job<Void> close = ChannelPair.startClosing(setting, pair.writer());
          read.awaitFailure(AsynchronousCloseException.class);
          write.awaitFailure(AsynchronousCloseException.class);
          pair.reader().close();
          close.await();
        });
  }

  @Rule("CLOSE-4")
  @InEverySetting
  default void whatWasWrittenBeforeCloseArrivesAndThenTheEnd(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          long taken = Bytes.fillUp(pair.writer());
          Job<Long> drain = setting.start(() -> Bytes.drain(pair.reader(), 0));
          pair.writer().close();
          assertEquals(taken, drain.await());
        });
  }

  @Rule("CLOSE-5")
  @InEverySetting
  default void aSleepingReaderLearnsThatTheOtherEndWasClosed(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          Job<Boolean> read = setting.start(() -> pair.reader().readAllEof(ByteBuffer.allocate(1)));
          read.awaitAsleep();
          pair.writer().close();
          assertFalse(read.await(), "the end before the first byte");
        });
  }

  @Rule("CLOSE-5")
  @InEverySetting
  default void aSleepingWriterLearnsThatTheOtherEndWasClosed(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          Job<Void> write =
              setting.start(
                  () -> {
                    pair.writer().writevAll(Bytes.flood());
                    return null;
                  });
          write.awaitAsleep();
          pair.reader().close();
          IOException broken = write.awaitFailure(IOException.class);
          assertFalse(broken instanceof ClosedChannelException, "this end was not closed");
        });
  }

  @Rule("CLOSE-6")
  @InEverySetting
  default void readersAndCloserRacingNeverHang(Setting setting) throws Exception {
    for (int round = 0; round < 10; round++) {
      setting.run(
          this,
          pair -> {
            Job<Void> read = setting.start(() -> readOnAndOn(pair.reader()));
            Job<Void> write = setting.start(() -> writeOnAndOn(pair.writer()));
            pair.reader().close();
            ChannelPair.closeWhateverIsLost(pair.writer());
            read.awaitFailure(ClosedChannelException.class);
            write.awaitFailure(IOException.class);
          });
    }
  }

  // half a gibibyte may be through before the closer has its turn

  @SuppressWarnings("InfiniteLoopStatement")
  private static Void readOnAndOn(QioChannel channel) throws IOException {
    for (; ; ) {
      assertTrue(channel.readvAllEof(Bytes.flood()), "this end is closed first");
    }
  }

  @SuppressWarnings("InfiniteLoopStatement")
  private static Void writeOnAndOn(QioChannel channel) throws IOException {
    for (; ; ) {
      channel.writevAll(Bytes.flood());
    }
  }
}
