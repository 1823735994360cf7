package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.channel.FileLockedException;
import qio.api.channel.QioChannel;
import qio.tck.Rule;

/** Advisory locks, between channels and between processes. */
class FileLockTest {

  @TempDir Path dir;
  private Path path;

  @BeforeEach
  void makeFile() throws Exception {
    path = Files.writeString(dir.resolve("file"), "kept");
  }

  @Rule("FILE-13")
  @ParameterizedTest
  @CsvSource({"NATIVE, NATIVE", "NATIVE, NIO", "NIO, NATIVE", "NIO, NIO"})
  void anotherProcessKeepsTheLockUntilItClosesTheFile(Engine theirs, Engine ours) throws Exception {
    try (ChildJvm child =
        ChildJvm.start(theirs, "hold", path.toString(), "mode=rw", "lock=exclusive")) {
      assertEquals("open", child.says());
      long descriptors = Descriptors.count();
      var locked =
          assertThrows(
              FileLockedException.class, () -> ours.open(path, "mode=w", "lock=exclusive"));
      assertThrows(
          FileLockedException.class, () -> ours.open(path, "lock=shared", "lock-timeout=20ms"));
      assertEquals(descriptors, Descriptors.count(), "no descriptor stays behind");
      String message = locked.getMessage();
      assertTrue(message.startsWith("file:" + path), message);
      assertTrue(message.contains("process") && message.contains("lock-timeout"), message);
      if (theirs == Engine.NIO && ours == Engine.NATIVE) {
        assertTrue(message.contains("process " + child.pid()), message);
      }
      assertEquals("kept", Files.readString(path), "mode=w empties what is locked, not before");
      var waiting =
          Threads.VIRTUAL.run(
              () -> ours.open(path, "mode=w", "lock=exclusive", "lock-timeout=20s"));
      waiting.awaitAsleep("sleep");
      child.goOn();
      waiting.result().close();
      assertEquals(0, child.exit());
    }
    assertEquals("", Files.readString(path));
  }

  @Rule("FILE-13")
  @ParameterizedTest
  @EnumSource
  void twoChannelsOfOneProcessKeepEachOtherOut(Engine engine) throws Exception {
    try (QioChannel mine = engine.open(path, "mode=rw", "lock=exclusive")) {
      assertThrows(FileLockedException.class, () -> engine.open(path, "lock=shared"));
      mine.writeAll(Bytes.of("K"));
      try (QioChannel unasked = engine.open(path, "mode=rw")) {
        assertEquals("Kept", Bytes.rest(unasked), "a lock is advisory");
      }
    }
    try (QioChannel next = engine.open(path, "mode=append", "lock=exclusive")) {
      next.writeAll(Bytes.of("!"));
    }
    assertEquals("Kept!", Files.readString(path));
  }

  @Rule("FILE-13")
  @Test
  void sharedLocksGoTogetherAndAnotherChannelThatIsClosedTakesNoneAway() throws Exception {
    try (QioChannel one = Engine.NATIVE.open(path, "lock=shared");
        QioChannel two = Engine.NATIVE.open(path, "mode=rw", "lock=shared")) {
      Engine.NATIVE.open(path).close();
      assertThrows(
          FileLockedException.class,
          () -> Engine.NATIVE.open(path, "mode=append", "lock=exclusive"));
      assertTrue(one.isOpen() && two.isOpen());
    }
    Engine.NATIVE.open(path, "mode=rw", "lock=exclusive").close();
  }

  @Test
  void theLockEndsWithItsChannelThoughADuplicateOfTheDescriptorLivesOn() throws Exception {
    QioChannel mine = Engine.NATIVE.open(path, "mode=rw", "lock=exclusive");
    try (var duplicate = mine.descriptor().orElseThrow().dup()) {
      mine.close();
      assertTrue(duplicate.isOpen());
      Engine.NATIVE.open(path, "mode=rw", "lock=exclusive").close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aThreadThatWaitsForALockCanBeInterrupted(Threads threads) throws Exception {
    long descriptors;
    try (QioChannel mine = Engine.NATIVE.open(path, "mode=rw", "lock=exclusive")) {
      descriptors = Descriptors.count();
      var waiting = threads.run(() -> Engine.NATIVE.open(path, "lock=shared", "lock-timeout=1h"));
      waiting.awaitAsleep("sleep");
      waiting.thread().interrupt();
      assertInstanceOf(InterruptedIOException.class, waiting.failure());
      assertEquals(descriptors, Descriptors.count());
      assertTrue(mine.isOpen());
    }
  }
}
