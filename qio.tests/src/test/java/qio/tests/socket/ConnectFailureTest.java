package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.posix.Errno;
import qio.posix.PosixException;
import qio.tck.Rule;

/** Connects that fail: typed, with the address in the text, and nothing left open (S24, S26). */
class ConnectFailureTest {

  @Rule("SOCK-16")
  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void nobodyListens(SocketKind kind) throws Exception {
    String address = leftAddress(kind);
    OpenDescriptors.unchangedBy(
        () -> {
          var failure = assertThrows(ConnectException.class, () -> Qio.connect(kind.with(address)));
          assertTrue(
              failure.getMessage().startsWith(address + ": cannot connect"), failure::getMessage);
          if (kind.isNative()) {
            Errno errno = PosixException.in(failure).orElseThrow().errno().orElseThrow();
            assertEquals(kind == SocketKind.NATIVE_UNIX ? Errno.ENOENT : Errno.ECONNREFUSED, errno);
            assertTrue(failure.getMessage().contains(errno.name()), failure::getMessage);
          }
        });
  }

  /** An address that somebody listened on until now. */
  private static String leftAddress(SocketKind kind) throws IOException {
    try (QioListener listener = kind.listen()) {
      return listener.localAddress();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void aFileThatIsNoSocketSaysSo(String engine, @TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("f"));
    var failure =
        assertThrows(
            ConnectException.class, () -> Qio.connect("unix:" + file + "?engine=" + engine));
    assertTrue(failure.getMessage().contains("no socket"), failure::getMessage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void anUnknownHostIsNamed(String engine) {
    var failure =
        assertThrows(
            UnknownHostException.class,
            () -> Qio.connect("tcp://no-such-host.invalid:80?engine=" + engine));
    assertTrue(
        failure.getMessage().startsWith("tcp://no-such-host.invalid:80: "), failure::getMessage);
  }

  @Rule("SOCK-8")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tcp://127.0.0.1:65536 | from 0 to 65535",
        "tcp://127.0.0.1:-1    | a number from 0 to 65535",
        "tcp://127.0.0.1       | no port",
        "tcp://:80             | no host",
        "tcp://127.0.0.1:0     | port 0",
        "tcp://::1:80          | in brackets",
        "tcp:127.0.0.1:80      | tcp://host:port",
        "unix:                 | no path",
        "unix:run/app.sock     | absolute",
        "unix://run/app.sock   | has no host",
        "unix:@                | no name"
      })
  void addressesOfNoFormAreRefused(String address, String why) {
    var failure = assertThrows(InvalidAddressException.class, () -> Qio.connect(address));
    assertTrue(failure.getMessage().startsWith(address + ": "), failure::getMessage);
    assertTrue(failure.getMessage().contains(why), failure::getMessage);
  }

  @Rule("SOCK-8")
  @Test
  void pathsEndAt107Bytes() {
    String longest = "unix:/" + "x".repeat(106);
    assertThrows(ConnectException.class, () -> Qio.connect(longest));
    var tooLong = assertThrows(InvalidAddressException.class, () -> Qio.connect(longest + "x"));
    assertTrue(tooLong.getMessage().contains("at most 107 bytes, not 108"), tooLong::getMessage);
    // 54 characters of two bytes each, and the slash
    assertThrows(InvalidAddressException.class, () -> Qio.connect("unix:/" + "é".repeat(54)));
  }

  @Rule("SOCK-16")
  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NIO_TCP", "NATIVE_UNIX", "NIO_UNIX"})
  void whoDoesNotAnswerIsGivenUpInTime(SocketKind kind) throws Exception {
    try (Deaf deaf = new Deaf(kind)) {
      OpenDescriptors.Work once =
          () -> {
            long start = System.nanoTime();
            var failure =
                assertThrows(
                    SocketTimeoutException.class,
                    () -> Qio.connect(kind.with(deaf.address(), "connect-timeout=20ms")));
            assertTrue(System.nanoTime() - start >= 20_000_000, "gave up too early");
            assertTrue(failure.getMessage().startsWith(deaf.address()), failure::getMessage);
            assertTrue(failure.getMessage().contains("connect-timeout"), failure::getMessage);
          };
      OpenDescriptors.unchangedBy(once);
    }
  }

  @Rule("SOCK-26")
  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NIO_TCP", "NATIVE_UNIX", "NIO_UNIX"})
  void aDeadlineBoundsConnectingToo(SocketKind kind) throws Exception {
    try (Deaf deaf = new Deaf(kind)) {
      long start = System.nanoTime();
      var failure =
          assertThrows(
              SocketTimeoutException.class,
              () -> Qio.connect(kind.with(deaf.address(), "deadline=20ms")));
      assertTrue(System.nanoTime() - start >= 20_000_000, "gave up too early");
      assertTrue(failure.getMessage().contains("deadline=20ms"), failure::getMessage);
    }
  }

  @Rule("SOCK-16")
  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NIO_TCP", "NATIVE_UNIX", "NIO_UNIX"})
  void anInterruptEndsTheWaitForAnAnswer(SocketKind kind) throws Exception {
    try (Deaf deaf = new Deaf(kind)) {
      OpenDescriptors.unchangedBy(
          () -> {
            for (Crew crew : Crew.values()) {
              var connecting = crew.start(() -> Qio.connect(kind.with(deaf.address())));
              Eventually.holds("connecting waits", () -> isWaiting(connecting.thread()));
              connecting.thread().interrupt();
              var failure = connecting.failure(InterruptedIOException.class);
              assertTrue(failure.getMessage().startsWith(deaf.address()), failure::getMessage);
              assertFalse(failure instanceof SocketTimeoutException);
            }
          });
    }
  }

  private static boolean isWaiting(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getMethodName().equals("ioAwait") || frame.getMethodName().equals("sleep")) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE_UNIX", "NIO_UNIX"})
  void aFullQueueIsWaitedForUntilThereIsRoom(SocketKind kind) throws Exception {
    try (Deaf deaf = new Deaf(kind)) {
      var connecting = Crew.PLATFORM.start(() -> Qio.connect(kind.with(deaf.address())));
      Eventually.holds("connecting waits", () -> isWaiting(connecting.thread()));
      deaf.hear();
      try (QioChannel connected = connecting.get()) {
        assertTrue(connected.isOpen());
      }
    }
  }

  /** A listener whose queue is full: the kernel answers nobody any more. */
  private static final class Deaf implements AutoCloseable {

    private final QioListener listener;
    private final List<QioChannel> queue = new ArrayList<>();

    Deaf(SocketKind kind) throws IOException {
      listener = kind.listen("backlog=1");
      try {
        while (queue.size() < 50) {
          queue.add(kind.connect(listener, "connect-timeout=100ms"));
        }
        throw new AssertionError("the queue of one never got full");
      } catch (SocketTimeoutException full) {
        // That is what was wanted.
      }
    }

    String address() {
      return listener.localAddress();
    }

    void hear() throws IOException {
      queue.add(listener.accept());
    }

    @Override
    public void close() throws IOException {
      for (QioChannel each : queue) {
        each.close();
      }
      listener.close();
    }
  }
}
