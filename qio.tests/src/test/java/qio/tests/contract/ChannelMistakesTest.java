package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.SeekOrigin;
import qio.api.channel.UnsupportedFeatureException;
import qio.tck.Rule;

/**
 * What a caller can do wrong with an open channel of each kind: the type, the address and the cause
 * in the message, and no descriptor left behind.
 */
@EnabledOnOs(OS.LINUX)
class ChannelMistakesTest {

  private static final ByteBuffer ONE = ByteBuffer.allocate(1);
  private static final int ROUNDS = 10;

  @TempDir private Path directory;

  private static long descriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }

  private static void leavesNothing(Executable mistake) throws Throwable {
    mistake.execute();
    long before = descriptors();
    for (int i = 0; i < ROUNDS; i++) {
      mistake.execute();
    }
    long after = descriptors();
    assertTrue(after <= before, before + " descriptors, then " + after);
  }

  private static void assertTells(
      Class<? extends Exception> type, Executable mistake, String... words) {
    var failure = assertThrows(Exception.class, mistake);
    assertInstanceOf(type, failure);
    for (String word : words) {
      assertTrue(
          String.valueOf(failure.getMessage()).contains(word),
          () -> "no '" + word + "' in " + failure);
    }
  }

  private String file(String mode) throws IOException {
    return "file:" + Files.writeString(directory.resolve("f"), "content") + "?mode=" + mode;
  }

  @Rule("FILE-5")
  @Test
  void aFileOpenedForOneThingIsNotUsedForTheOther() throws Throwable {
    leavesNothing(
        () -> {
          try (QioChannel reading = Qio.connect(file("r"));
              QioChannel writing = Qio.connect(file("w"))) {
            String path = "file:" + directory.resolve("f");
            assertTells(
                AccessDeniedException.class,
                () -> reading.write(ONE.duplicate()),
                path,
                "cannot be written");
            assertTells(
                AccessDeniedException.class,
                () -> writing.read(ONE.duplicate()),
                path,
                "cannot be read");
          }
        });
  }

  @Rule("FILE-4")
  @Test
  void aPositionIsNotNegative() throws Throwable {
    leavesNothing(
        () -> {
          try (QioChannel file = Qio.connect(file("rw"))) {
            String path = "file:" + directory.resolve("f");
            for (Executable mistake :
                new Executable[] {
                  () -> file.pread(ONE.duplicate(), -1),
                  () -> file.pwrite(ONE.duplicate(), -1),
                  () -> file.seek(-1, SeekOrigin.SET),
                  () -> file.seek(-8, SeekOrigin.END)
                }) {
              assertTells(IllegalArgumentException.class, mistake, path, "position");
            }
          }
        });
  }

  @Rule("FILE-3")
  @Test
  void aSocketHasNoPosition() throws Throwable {
    for (String where : new String[] {"tcp://127.0.0.1:0", "unix:" + directory.resolve("s")}) {
      leavesNothing(
          () -> {
            try (QioListener listener = Qio.listen(where);
                QioChannel socket = Qio.connect(listener.localAddress())) {
              String scheme = where.substring(0, where.indexOf(':') + 1);
              for (Executable mistake :
                  new Executable[] {
                    () -> socket.seek(0, SeekOrigin.SET),
                    () -> socket.pread(ONE.duplicate(), 0),
                    () -> socket.pwrite(ONE.duplicate(), 0)
                  }) {
                assertTells(UnsupportedFeatureException.class, mistake, scheme, "seek");
              }
            }
          });
    }
  }

  @Rule("CLOSE-2")
  @Test
  void aClosedChannelNamesItself() throws Throwable {
    leavesNothing(
        () -> {
          try (QioListener listener = Qio.listen("tcp://127.0.0.1:0")) {
            QioChannel socket = Qio.connect(listener.localAddress());
            socket.close();
            QioChannel file = Qio.connect(file("rw"));
            file.close();
            assertTells(
                ClosedChannelException.class,
                () -> socket.read(ONE.duplicate()),
                "tcp://127.0.0.1:");
            assertTells(
                ClosedChannelException.class,
                () -> file.pread(ONE.duplicate(), 0),
                "file:" + directory.resolve("f"));
          }
        });
  }
}
