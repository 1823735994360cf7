package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchSource;
import qio.tck.Rule;

/** Regular files on a loop: always ready (F10). */
class FileWatchTest {

  private static final Duration MOMENT = Duration.ofSeconds(10);

  @TempDir Path dir;

  private QioChannel file(Engine engine) throws IOException {
    return engine.open(Files.writeString(dir.resolve("file"), "content"), "mode=rw");
  }

  @ParameterizedTest
  @EnumSource
  void f10_aWatchIsReadyAtOnceAndInEveryTurnWithExactlyWhatItAskedFor(Engine engine)
      throws Exception {
    try (AioContext loop = AioContext.open("test");
        QioChannel file = file(engine)) {
      List<Set<IoCondition>> told = new ArrayList<>();
      WatchSource watch =
          file.addWatch(
              Set.of(IoCondition.IN, IoCondition.HUP),
              (channel, ready) -> {
                told.add(ready);
                return told.size() < 3;
              },
              loop);
      while (watch.isOpen()) {
        assertTrue(loop.poll(MOMENT), "ready in every turn");
      }
      assertEquals(
          List.of(Set.of(IoCondition.IN), Set.of(IoCondition.IN), Set.of(IoCondition.IN)), told);
      assertFalse(loop.poll(false), "a callback that answered false is gone");
      try (WatchSource both =
          file.addWatch(
              Set.of(IoCondition.IN, IoCondition.OUT),
              (channel, ready) -> {
                told.add(ready);
                return true;
              },
              loop)) {
        assertTrue(loop.poll(MOMENT));
        assertTrue(both.isOpen());
      }
      assertEquals(Set.of(IoCondition.IN, IoCondition.OUT), told.getLast());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWatchForErrorsAloneIsSilent(Engine engine) throws Exception {
    try (AioContext loop = AioContext.open("test");
        QioChannel file = file(engine);
        WatchSource watch =
            file.addWatch(
                Set.of(IoCondition.HUP, IoCondition.ERR),
                (channel, ready) -> {
                  throw new AssertionError("called for " + ready);
                },
                loop)) {
      loop.poll(false);
      loop.poll(false);
      assertTrue(watch.isOpen());
    }
  }

  @Rule("HND-6")
  @ParameterizedTest
  @EnumSource(Engine.class)
  void aHandlerThatThrowsIsCalledAgain(Engine engine) throws Exception {
    try (AioContext loop = AioContext.open("test");
        QioChannel file = file(engine)) {
      int[] calls = new int[1];
      file.setAioFdHandler(
          loop,
          () -> {
            calls[0]++;
            throw new IllegalStateException("on purpose");
          },
          null);
      for (int turn = 1; turn <= 3; turn++) {
        assertTrue(loop.poll(MOMENT));
        assertEquals(turn, calls[0]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void loopHandlersAreCalledOnceInEveryTurnUntilTheyAreRemoved(Engine engine) throws Exception {
    try (AioContext loop = AioContext.open("test");
        QioChannel file = file(engine)) {
      int[] calls = new int[2];
      file.setAioFdHandler(loop, () -> calls[0]++, () -> calls[1]++);
      for (int turn = 1; turn <= 3; turn++) {
        assertTrue(loop.poll(MOMENT));
        assertEquals(turn, calls[0]);
        assertEquals(turn, calls[1]);
      }
      file.setAioFdHandler(loop, null, () -> calls[1]++);
      assertTrue(loop.poll(MOMENT));
      assertEquals(3, calls[0], "the reader was removed");
      assertEquals(4, calls[1]);
      file.setAioFdHandler(loop, null, null);
      loop.poll(false);
      assertEquals(3, calls[0]);
      assertEquals(4, calls[1]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachSideMayHaveALoopOfItsOwn(Engine engine) throws Exception {
    try (AioContext readLoop = AioContext.open("read");
        AioContext writeLoop = AioContext.open("write");
        QioChannel file = file(engine)) {
      int[] calls = new int[2];
      file.setAioFdHandler(readLoop, () -> calls[0]++, writeLoop, () -> calls[1]++);
      assertTrue(readLoop.poll(MOMENT));
      assertEquals(1, calls[0]);
      assertEquals(0, calls[1]);
      assertTrue(writeLoop.poll(MOMENT));
      assertEquals(1, calls[1]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerMayRemoveItselfAndCloseTheFile(Engine engine) throws Exception {
    try (AioContext loop = AioContext.open("test");
        QioChannel file = file(engine)) {
      int[] calls = new int[1];
      file.setAioFdHandler(
          loop,
          () -> {
            calls[0]++;
            file.close();
          },
          null);
      assertTrue(loop.poll(MOMENT));
      loop.poll(false);
      assertEquals(1, calls[0]);
      assertFalse(file.isOpen());
    }
  }

  @ParameterizedTest
  @EnumSource
  void waitingForAFileIsOverAtOnce(Engine engine) throws Exception {
    try (QioChannel file = file(engine)) {
      assertTrue(file.await(IoCondition.IN, Duration.ZERO) || file.await(IoCondition.IN, MOMENT));
      file.await(IoCondition.OUT);
      assertEquals(
          true,
          Threads.VIRTUAL
              .run(
                  () -> {
                    file.yieldUntil(IoCondition.IN);
                    return true;
                  })
              .result());
    }
  }
}
