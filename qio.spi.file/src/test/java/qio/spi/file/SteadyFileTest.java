package qio.spi.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.QioChannel;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;

/** The JDK closes a file channel when a thread in it is interrupted; ours outlives that. */
class SteadyFileTest {

  @TempDir Path dir;

  @AfterEach
  void leaveNoInterruptBehind() {
    Thread.interrupted();
  }

  private Path fileOf(String content) throws IOException {
    return Files.writeString(dir.resolve("file"), content);
  }

  private static SteadyFile steady(Path path, StandardOpenOption... options) throws IOException {
    return new SteadyFile("file:" + path, path, FileChannel.open(path, options), Set.of(options));
  }

  /** A read that is interrupted while it is in the JDK; if it is made again, it is not. */
  private static SteadyFile.Call interruptedOnce() {
    var interrupted = new AtomicBoolean();
    return channel -> {
      if (!interrupted.getAndSet(true)) {
        Thread.currentThread().interrupt();
      }
      return channel.read(ByteBuffer.allocate(8), 0);
    };
  }

  @Test
  void aPendingInterruptIsSetAsideAndRestored() throws IOException {
    try (SteadyFile file = steady(fileOf("abc"), StandardOpenOption.READ)) {
      var first = new ArrayList<FileChannel>();
      Thread.currentThread().interrupt();
      long n =
          file.call(
              channel -> {
                first.add(channel);
                return channel.read(ByteBuffer.allocate(8), 0);
              });
      assertEquals(3, n);
      assertEquals(1, first.size(), "the call was made once");
      assertTrue(first.getFirst().isOpen(), "the JDK has not closed the file");
      assertTrue(Thread.interrupted(), "the interrupt is still there");
    }
  }

  @Test
  void anInterruptDuringTheCallOpensTheFileAgainAndRepeatsTheCall() throws IOException {
    try (SteadyFile file = steady(fileOf("abc"), StandardOpenOption.READ)) {
      ByteBuffer dst = ByteBuffer.allocate(8);
      var used = new ArrayList<FileChannel>();
      long n =
          file.call(
              channel -> {
                dst.clear();
                if (used.isEmpty()) {
                  Thread.currentThread().interrupt();
                }
                used.add(channel);
                return channel.read(dst, 0);
              });
      assertEquals(3, n);
      assertEquals("abc", new String(dst.array(), 0, dst.position()));
      assertEquals(2, used.size());
      assertFalse(used.getFirst().isOpen(), "the JDK closed the first");
      assertTrue(used.getLast().isOpen());
      assertTrue(Thread.interrupted(), "the interrupt is still there");
    }
  }

  @Test
  void aFileThatWasExchangedMeanwhileIsNotTakenForTheOldOne() throws IOException {
    Path path = fileOf("old");
    try (SteadyFile file = steady(path, StandardOpenOption.READ)) {
      Files.writeString(dir.resolve("new"), "new");
      Files.move(path, dir.resolve("aside"));
      Files.move(dir.resolve("new"), path);
      IOException lost = assertThrows(IOException.class, () -> file.call(interruptedOnce()));
      assertTrue(
          lost.getMessage().startsWith("file:" + path + ": ")
              && lost.getMessage().contains("names another file now")
              && lost.getMessage().contains("--enable-native-access=qio.posix"),
          lost.getMessage());
      assertInstanceOf(ClosedByInterruptException.class, lost.getCause());
    }
  }

  @Test
  void aFileThatIsGoneMeanwhileIsReportedAsLost() throws IOException {
    Path path = fileOf("old");
    try (SteadyFile file = steady(path, StandardOpenOption.READ)) {
      Files.delete(path);
      IOException lost = assertThrows(IOException.class, () -> file.call(interruptedOnce()));
      assertTrue(lost.getMessage().contains("cannot be opened again"), lost.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptedAppendIsNeitherLostNorWrittenTwice(boolean virtual) throws Exception {
    Path path = dir.resolve("log");
    int records = 2000;
    QioChannel log =
        new FileProvider("nio")
            .connect(
                new Endpoint("file", path.toString()),
                OptionValues.of(java.util.Map.of(FileOptions.MODE, OpenMode.APPEND)));
    var failures = new ArrayList<Exception>();
    Thread writer =
        (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon())
            .unstarted(
                () -> {
                  try {
                    for (int i = 0; i < records; i++) {
                      log.writeAll(ByteBuffer.wrap("%07d\n".formatted(i).getBytes()));
                      Thread.interrupted();
                    }
                  } catch (IOException e) {
                    failures.add(e);
                  }
                });
    try (log) {
      writer.start();
      long deadline = System.nanoTime() + 30_000_000_000L;
      while (writer.isAlive()) {
        writer.interrupt();
        assertTrue(System.nanoTime() < deadline, "the writer ends");
      }
    }
    assertEquals(List.of(), failures);
    List<String> lines = Files.readAllLines(path);
    assertEquals(records, lines.size());
    for (int i = 0; i < records; i++) {
      assertEquals(i, Integer.parseInt(lines.get(i)));
    }
  }

  @Test
  void interruptsOfOneReaderDoNotDisturbTheOthers() throws Exception {
    byte[] content = new byte[1 << 16];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31);
    }
    Path path = Files.write(dir.resolve("data"), content);
    var failures = new ArrayList<Throwable>();
    var done = new AtomicBoolean();
    var threads = new ArrayList<Thread>();
    var running = new CountDownLatch(4);
    try (QioChannel file =
        new FileProvider("nio")
            .connect(new Endpoint("file", path.toString()), OptionValues.none())) {
      for (int t = 0; t < 4; t++) {
        int seed = t;
        Thread reader =
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      try {
                        ByteBuffer dst = ByteBuffer.allocate(512);
                        for (int i = 0; !done.get(); i++) {
                          int at = (i * 7919 + seed * 104729 & 0x7fffffff) % (content.length - 512);
                          dst.clear();
                          if (file.pread(dst, at) != 512 || dst.array()[100] != content[at + 100]) {
                            throw new IOException("wrong bytes at " + at);
                          }
                          if (i == 0) {
                            running.countDown();
                          }
                        }
                      } catch (Throwable e) {
                        synchronized (failures) {
                          failures.add(e);
                        }
                        running.countDown();
                      }
                    });
        threads.add(reader);
        reader.start();
      }
      running.await();
      for (int i = 0; i < 500; i++) {
        threads.get(i % 2).interrupt();
        file.pread(ByteBuffer.allocate(1), i);
      }
      done.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(List.of(), failures);
    }
  }
}
