package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import qio.api.aio.AioContext;
import qio.api.channel.QioChannel;

/** Loop handlers: what a loop calls for a channel, side by side with others of its kind. */
interface HandlerRules extends ChannelSubject {

  @Rule("HND-1")
  @InNonBlockingMode
  default void theReadHandlerIsCalledWhileThereIsSomethingToRead(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            ByteBuffer got = ByteBuffer.allocate(300_000);
            AtomicBoolean ended = new AtomicBoolean();
            QioChannel reader = pair.reader();
            reader.setAioFdHandler(
                loop.context(), () -> ended.compareAndSet(false, readsTheEnd(reader, got)), null);
            Job<Void> write =
                setting.start(
                    () -> {
                      pair.writer().writeAll(Bytes.stream(0, 200_000));
                      pair.writer().close();
                      return null;
                    });
            Patience.await(() -> "got " + got.position() + " bytes", ended::get);
            write.await();
            assertEquals(200_000, got.position());
            Bytes.assertStream(0, got);
            reader.setAioFdHandler(loop.context(), null, null);
          }
        });
  }

  private static boolean readsTheEnd(QioChannel channel, ByteBuffer into) throws IOException {
    return channel.read(into) == QioChannel.EOF;
  }

  @Rule("HND-1")
  @InNonBlockingMode
  default void theWriteHandlerIsCalledWhileThereIsRoom(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            ByteBuffer src = Bytes.stream(0, 300_000);
            QioChannel writer = pair.writer();
            writer.setAioFdHandler(loop.context(), null, () -> writeOrClose(writer, src));
            assertEquals(300_000, Bytes.drain(pair.reader(), 0));
          }
        });
  }

  private static void writeOrClose(QioChannel channel, ByteBuffer src) throws IOException {
    if (src.hasRemaining()) {
      channel.write(src);
    } else {
      channel.close();
    }
  }

  @Rule("HND-2")
  @InNonBlockingMode
  default void aHandlerStaysUntilItIsRemovedAndThenIsNeverCalledAgain(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            AtomicInteger calls = new AtomicInteger();
            pair.writer().writeAll(Bytes.of("x"));
            pair.reader().setAioFdHandler(loop.context(), calls::incrementAndGet, null);
            Patience.await(() -> "called " + calls, () -> calls.get() >= 5);
            pair.reader().setAioFdHandler(loop.context(), null, null);
            int before = calls.get();
            Patience.turns(loop.context());
            assertEquals(before, calls.get());
          }
        });
  }

  @Rule("HND-2")
  @InNonBlockingMode
  default void removingAHandlerWaitsForItsCallThatRuns(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            var begun = new CountDownLatch(1);
            var letGo = new CountDownLatch(1);
            var running = new AtomicBoolean();
            pair.writer().writeAll(Bytes.of("x"));
            pair.reader()
                .setAioFdHandler(
                    loop.context(),
                    () -> {
                      running.set(true);
                      begun.countDown();
                      Patience.await("the test", letGo);
                      running.set(false);
                    },
                    null);
            Patience.await("the handler", begun);
            Job<Boolean> remove =
                setting.start(
                    () -> {
                      pair.reader().setAioFdHandler(loop.context(), null, null);
                      return running.get();
                    });
            remove.awaitDoneOrHeldUp();
            letGo.countDown();
            assertFalse(remove.await(), "the removal returned while the handler was running");
          }
        });
  }

  @Rule("HND-3")
  @InNonBlockingMode
  default void newHandlersReplaceTheOldOnesOnEitherSide(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop one = Loop.running();
              Loop other = Loop.running()) {
            AtomicInteger old = new AtomicInteger();
            AtomicReference<AioContext> calledBy = new AtomicReference<>();
            pair.writer().writeAll(Bytes.of("x"));
            pair.reader().setAioFdHandler(one.context(), old::incrementAndGet, null);
            Patience.await(() -> "never called", () -> old.get() > 0);
            pair.reader()
                .setAioFdHandler(
                    other.context(), () -> AioContext.current().ifPresent(calledBy::set), null);
            int before = old.get();
            Patience.await(() -> "never called", () -> calledBy.get() != null);
            Patience.turns(one.context());
            assertSame(other.context(), calledBy.get());
            assertEquals(before, old.get(), "the old handler is gone");
          }
        });
  }

  @Rule("HND-4")
  @InNonBlockingMode
  default void eachSideMayHaveALoopOfItsOwn(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.assumeTwoWay();
          try (Loop forReading = Loop.running();
              Loop forWriting = Loop.running()) {
            AtomicReference<AioContext> read = new AtomicReference<>();
            AtomicReference<AioContext> write = new AtomicReference<>();
            pair.writer().writeAll(Bytes.of("x"));
            pair.reader()
                .setAioFdHandler(
                    forReading.context(),
                    () -> AioContext.current().ifPresent(read::set),
                    forWriting.context(),
                    () -> AioContext.current().ifPresent(write::set));
            Patience.await(() -> "", () -> read.get() != null && write.get() != null);
            assertSame(forReading.context(), read.get());
            assertSame(forWriting.context(), write.get());
            pair.reader().setAioFdHandler(forReading.context(), null, null);
          }
        });
  }

  @Rule("HND-5")
  @InNonBlockingMode
  default void closingTheChannelRemovesItsHandlers(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            AtomicInteger calls = new AtomicInteger();
            pair.writer().writeAll(Bytes.of("x"));
            pair.reader().setAioFdHandler(loop.context(), calls::incrementAndGet, null);
            Patience.await(() -> "never called", () -> calls.get() > 0);
            pair.reader().close();
            int before = calls.get();
            Patience.turns(loop.context());
            assertEquals(before, calls.get());
          }
        });
  }

  @Rule("HND-6")
  @InNonBlockingMode
  default void aHandlerThatThrowsIsCalledAgainAndTheLoopGoesOn(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          try (Loop loop = Loop.running()) {
            AtomicInteger calls = new AtomicInteger();
            pair.writer().writeAll(Bytes.of("x"));
            pair.reader()
                .setAioFdHandler(
                    loop.context(),
                    () -> {
                      if (calls.incrementAndGet() <= 2) {
                        throw new IOException("made to fail");
                      }
                    },
                    null);
            Patience.await(() -> "called " + calls, () -> calls.get() >= 4);
          }
        });
  }

  @Rule("HND-7")
  @InNonBlockingMode
  default void aClosedLoopTakesNoHandler(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          Loop loop = Loop.running();
          loop.close();
          assertThrows(
              IOException.class,
              () -> pair.reader().setAioFdHandler(loop.context(), () -> {}, null));
          pair.writer().writeAll(Bytes.of("x"));
          assertEquals(1, Bytes.readSome(pair.reader(), ByteBuffer.allocate(1)));
        });
  }
}
