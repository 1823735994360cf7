package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.spi.tls.credential.Fresh;
import qio.tck.Rule;

/** When files are looked at, and what counts as a change. The clock is the test's own. */
class FreshTest {

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  @TempDir Path dir;

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5); // it may wrap around
  private final AtomicInteger made = new AtomicInteger();
  private Path file;

  @BeforeEach
  void aFileThatIsOld() throws IOException {
    file = write("file", "one");
  }

  /** Writes a file whose change is so old that no other can hide in the same moment. */
  private Path write(String name, String text) throws IOException {
    Path written = Files.writeString(dir.resolve(name), text);
    return Files.setLastModifiedTime(written, FileTime.from(LONG_AGO));
  }

  private Fresh<String> fresh(Path... files) throws IOException {
    return new Fresh<>(
        List.of(files),
        () -> {
          made.incrementAndGet();
          String text = Files.readString(file);
          if (text.isEmpty()) {
            throw new IOException("half written");
          }
          return text;
        },
        PAUSE,
        clock::get);
  }

  private String later(Fresh<String> fresh) {
    clock.addAndGet(PAUSE.toNanos());
    return fresh.current();
  }

  @Rule("TLS-20")
  @Test
  void aChangeIsSeenAfterThePauseAndNotBefore() throws Exception {
    Fresh<String> fresh = fresh(file);
    write("file", "three");
    clock.addAndGet(PAUSE.toNanos() - 1);
    assertEquals("one", fresh.current());
    clock.incrementAndGet();
    assertEquals("three", fresh.current());
    assertEquals("three", later(fresh));
    assertEquals(2, made.get(), "what has not changed is not read again");
  }

  /** A second change within a tick of the file system's clock would look like the first. */
  @Rule("TLS-20")
  @Test
  void aYoungChangeIsLookedAtAgain() throws Exception {
    Fresh<String> fresh = fresh(file);
    Instant young = Instant.now().plusSeconds(600);
    Files.writeString(file, "two");
    Files.setLastModifiedTime(file, FileTime.from(young));
    assertEquals("two", later(fresh));
    Files.writeString(file, "six");
    Files.setLastModifiedTime(file, FileTime.from(young));
    assertEquals("six", later(fresh));
  }

  @Rule("TLS-20")
  @Test
  void badFilesLeaveWhatThereWasUntilTheNextChange() throws Exception {
    Fresh<String> fresh = fresh(file);
    write("file", "");
    assertEquals("one", later(fresh));
    assertEquals("one", later(fresh));
    assertEquals(2, made.get(), "it is tried once for each change");
    Files.delete(file);
    assertEquals("one", later(fresh));
    write("file", "whole");
    assertEquals("whole", later(fresh));
  }

  @Rule("TLS-20")
  @Test
  void anExchangeWithTheSameTimeAndSizeIsSeen() throws Exception {
    Fresh<String> fresh = fresh(file);
    Files.move(write("new", "two"), file, StandardCopyOption.ATOMIC_MOVE);
    assertEquals("two", later(fresh));
  }

  @Rule("TLS-20")
  @Test
  void aLinkThatPointsElsewhereIsSeen() throws Exception {
    Path link = Files.createSymbolicLink(dir.resolve("link"), file);
    Fresh<String> fresh = fresh(link);
    Path other = write("other", "two");
    Path newLink = Files.createSymbolicLink(dir.resolve("link2"), other);
    file = link;
    Files.move(newLink, link, StandardCopyOption.ATOMIC_MOVE);
    assertEquals("two", later(fresh));
  }

  @Rule("TLS-20")
  @Test
  void aDirectoryChangesWithWhatIsInIt() throws Exception {
    Path inside = Files.createDirectory(dir.resolve("inside"));
    write("inside/a", "x");
    Files.setLastModifiedTime(inside, FileTime.from(LONG_AGO));
    Files.setLastModifiedTime(dir, FileTime.from(LONG_AGO));
    Fresh<String> fresh = fresh(dir);
    later(fresh);
    assertEquals(1, made.get());
    write("inside/a", "other");
    later(fresh);
    assertEquals(2, made.get(), "one level below counts too");
    write("inside/b", "x");
    Files.setLastModifiedTime(inside, FileTime.from(LONG_AGO));
    later(fresh);
    assertEquals(3, made.get(), "one more");
    Files.delete(inside.resolve("a"));
    Files.setLastModifiedTime(inside, FileTime.from(LONG_AGO));
    later(fresh);
    assertEquals(4, made.get(), "one less");
  }

  @Rule("TLS-20")
  @Test
  void whoAsksWhileFilesAreReadGetsWhatThereWas() throws Exception {
    var reading = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var slow = new AtomicInteger();
    Fresh<Integer> fresh =
        new Fresh<>(
            List.of(file),
            () -> {
              if (slow.incrementAndGet() > 1) {
                reading.countDown();
                await(goOn);
              }
              return slow.get();
            },
            PAUSE,
            clock::get);
    write("file", "newer");
    clock.addAndGet(PAUSE.toNanos());
    Work<Integer> reader = Work.platform(fresh::current);
    await(reading);
    assertEquals(1, fresh.current());
    goOn.countDown();
    assertNotEquals(1, reader.get());
    assertEquals(2, fresh.current());
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("not in time");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
