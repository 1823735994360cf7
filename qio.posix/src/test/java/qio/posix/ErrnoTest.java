package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.aio.Readiness;

class ErrnoTest {

  @Test
  void numbersAreThoseOfTheGenericTable() {
    assertEquals(2, Errno.ENOENT.number());
    assertEquals(4, Errno.EINTR.number());
    assertEquals(11, Errno.EAGAIN.number());
    assertEquals(32, Errno.EPIPE.number());
    assertEquals(38, Errno.ENOSYS.number());
    assertEquals(95, Errno.EOPNOTSUPP.number());
    assertEquals(104, Errno.ECONNRESET.number());
    assertEquals(111, Errno.ECONNREFUSED.number());
    assertEquals(115, Errno.EINPROGRESS.number());
    assertEquals(133, Errno.EHWPOISON.number());
  }

  @Test
  void everyNumberIsFoundAndNoNumberTwice() {
    Set<Integer> numbers = new HashSet<>();
    for (Errno errno : Errno.values()) {
      assertTrue(numbers.add(errno.number()), errno::name);
      assertEquals(Optional.of(errno), Errno.of(errno.number()));
      assertTrue(!errno.text().isBlank());
    }
    assertEquals(131, numbers.size());
  }

  @Test
  void unknownNumbersAreDescribedToo() {
    assertEquals(Optional.empty(), Errno.of(0));
    assertEquals(Optional.empty(), Errno.of(-5));
    assertEquals(Optional.empty(), Errno.of(4711));
    assertEquals("errno 4711", Errno.describe(4711));
    assertEquals("EPIPE (32) Broken pipe", Errno.describe(32));
  }

  static Stream<Arguments> socketFailures() {
    return Stream.of(
        Arguments.of("connect", Errno.ECONNREFUSED, ConnectException.class),
        Arguments.of("connect", Errno.ETIMEDOUT, ConnectException.class),
        Arguments.of("recv", Errno.ETIMEDOUT, SocketException.class),
        Arguments.of("connect", Errno.ENOENT, ConnectException.class),
        Arguments.of("connect", Errno.EHOSTUNREACH, NoRouteToHostException.class),
        Arguments.of("connect", Errno.ENETUNREACH, NoRouteToHostException.class),
        Arguments.of("bind", Errno.EADDRINUSE, BindException.class),
        Arguments.of("bind", Errno.EADDRNOTAVAIL, BindException.class),
        Arguments.of("bind", Errno.EACCES, BindException.class),
        Arguments.of("send", Errno.EPIPE, SocketException.class),
        Arguments.of("recv", Errno.ECONNRESET, SocketException.class));
  }

  @ParameterizedTest
  @MethodSource("socketFailures")
  void socketFailuresHaveTheTypeOfTheJdkAndTheNumberOfTheKernel(
      String call, Errno errno, Class<? extends IOException> type) {
    IOException failure = PosixException.ofSocket(call, errno.number(), "tcp://[::1]:7");
    assertEquals(type, failure.getClass());
    assertEquals(
        call + " tcp://[::1]:7: " + errno.name() + " (" + errno.number() + ") " + errno.text(),
        failure.getMessage());
    PosixException found = PosixException.in(failure).orElseThrow();
    assertEquals(Optional.of(errno), found.errno());
    assertEquals(call, found.call());
    assertEquals("tcp://[::1]:7", found.where());
  }

  static Stream<Arguments> pathFailures() {
    return Stream.of(
        Arguments.of(Errno.ENOENT, NoSuchFileException.class),
        Arguments.of(Errno.EEXIST, FileAlreadyExistsException.class),
        Arguments.of(Errno.EACCES, AccessDeniedException.class),
        Arguments.of(Errno.EROFS, AccessDeniedException.class),
        Arguments.of(Errno.ENOTEMPTY, DirectoryNotEmptyException.class),
        Arguments.of(Errno.ELOOP, FileSystemException.class));
  }

  @ParameterizedTest
  @MethodSource("pathFailures")
  void pathFailuresHaveTheTypeOfTheJdkAndTheNumberOfTheKernel(
      Errno errno, Class<? extends IOException> type) {
    IOException failure = PosixException.ofPath("open", errno.number(), "/a/b");
    assertEquals(type, failure.getClass());
    assertTrue(failure.getMessage().contains("/a/b"));
    assertEquals(errno.number(), PosixException.in(failure).orElseThrow().number());
  }

  @Test
  void aRefusedConnectSaysWhatWhereAndWhy() throws IOException {
    int port;
    try (PosixDescriptor unused = PosixSockets.open(SocketDomain.INET, SocketType.STREAM)) {
      PosixSockets.bind(unused, new SocketName.Inet(InetAddress.getByName("127.0.0.1"), 0));
      port = ((SocketName.Inet) PosixSockets.localName(unused)).port();
    }
    SocketName nobody = new SocketName.Inet(InetAddress.getByName("127.0.0.1"), port);
    try (PosixDescriptor socket = PosixSockets.open(SocketDomain.INET, SocketType.STREAM)) {
      socket.describe("tcp://127.0.0.1:" + port);
      ConnectException failure =
          assertThrows(
              ConnectException.class,
              () -> {
                if (PosixSockets.connect(socket, nobody) == ConnectProgress.IN_PROGRESS) {
                  socket.waiter().await(Readiness.WRITE, 5_000_000_000L);
                  PosixSockets.finishConnect(socket);
                }
              });
      assertEquals(
          "connect tcp://127.0.0.1:" + port + ": ECONNREFUSED (111) Connection refused",
          failure.getMessage());
    }
  }

  @Test
  void aMissingFileSaysWhatAndWhy(@TempDir Path folder) {
    Path missing = folder.resolve("no such file");
    NoSuchFileException failure =
        assertThrows(
            NoSuchFileException.class,
            () -> PosixFiles.open(missing, EnumSet.of(OpenFlag.READ), 0));
    assertEquals(missing + ": open: ENOENT (2) No such file or directory", failure.getMessage());
    assertInstanceOf(PosixException.class, failure.getCause());
  }
}
