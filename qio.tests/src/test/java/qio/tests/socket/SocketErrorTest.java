package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.posix.Errno;
import qio.posix.PosixDescriptor;
import qio.posix.PosixException;
import qio.posix.PosixSockets;
import qio.posix.SocketDomain;
import qio.posix.SocketName;
import qio.posix.SocketType;
import qio.tck.Rule;

/**
 * What the kernel refuses, as far as it can be provoked on any machine: the address, the error and
 * a way out are told. The rest of the manual's list is in {@code TroubleTest}; refusal, time-outs
 * and addresses in use have tests of their own.
 */
class SocketErrorTest {

  private interface Opening {
    AutoCloseable open() throws IOException;
  }

  private static void fails(
      String address, Class<? extends IOException> type, Errno errno, String hint, Opening opening)
      throws Exception {
    OpenDescriptors.unchangedBy(
        () -> {
          IOException failure = assertThrows(type, opening::open);
          String message = String.valueOf(failure.getMessage());
          assertTrue(message.startsWith(address + ": cannot "), message);
          assertTrue(message.contains(hint), message);
          Optional<PosixException> call = PosixException.in(failure);
          if (call.isPresent()) {
            assertEquals(Optional.of(errno), call.get().errno());
            assertTrue(message.contains(errno.name()), message);
            assertTrue(message.contains("(" + errno.number() + ")"), message);
          }
        });
  }

  private static String with(String address, String engine) {
    return address + "?engine=" + engine;
  }

  @Rule("SOCK-28")
  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void linksInACircle(String engine, @TempDir Path folder) throws Exception {
    Files.createSymbolicLink(folder.resolve("a"), folder.resolve("b"));
    Files.createSymbolicLink(folder.resolve("b"), folder.resolve("a"));
    String address = "unix:" + folder.resolve("a/s");
    String asked = with(address, engine);
    String hint = "lead in a circle";
    fails(address, ConnectException.class, Errno.ELOOP, hint, () -> Qio.connect(asked));
    fails(address, FileSystemException.class, Errno.ELOOP, hint, () -> Qio.listen(asked));
  }

  @Rule("SOCK-28")
  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void aFileWhereAFolderShouldBe(String engine, @TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("f"));
    String address = "unix:" + file.resolve("s");
    String asked = with(address, engine);
    fails(
        address, ConnectException.class, Errno.ENOTDIR, "check the path", () -> Qio.connect(asked));
    fails(address, NoSuchFileException.class, Errno.ENOTDIR, "folder", () -> Qio.listen(asked));
  }

  @Rule("SOCK-28")
  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void aSocketForDatagrams(String engine, @TempDir Path folder) throws Exception {
    Path path = folder.resolve("d");
    try (PosixDescriptor datagrams = PosixSockets.open(SocketDomain.UNIX, SocketType.DATAGRAM)) {
      PosixSockets.bind(datagrams, SocketName.UnixPath.of(path.toString()));
      String address = "unix:" + path;
      fails(
          address,
          ConnectException.class,
          Errno.EPROTOTYPE,
          "of another type",
          () -> Qio.connect(with(address, engine)));
      assertThrows(IOException.class, () -> Qio.listen(with(address, engine)));
      assertTrue(Files.exists(path), "it is left alone");
    }
  }

  @Rule("SOCK-28")
  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void aNetworkThatCannotBeReached(String engine) throws Exception {
    String address = "tcp://255.255.255.255:9"; // no connection can be made to everybody
    fails(
        address,
        NoRouteToHostException.class,
        Errno.ENETUNREACH,
        "no way to that host",
        () -> Qio.connect(with(address, engine)));
  }

  @Rule("SOCK-28")
  @Test
  void aLinkLocalAddressWithoutItsInterface() throws Exception {
    SocketKind.NATIVE_TCP6.assumeUsable();
    String address = "tcp://[fe80::1]:9";
    fails(
        address,
        SocketException.class,
        Errno.EINVAL,
        "%25",
        () -> Qio.connect(with(address, "native")));
  }

  @Rule("SOCK-28")
  @Test
  void aListenerThatIsNoneAnyMoreSaysSoWhenItAccepts() throws Exception {
    try (var listener = SocketKind.NATIVE_TCP.listen();
        PosixDescriptor same =
            (PosixDescriptor) listener.channel().descriptor().orElseThrow().dup()) {
      PosixSockets.shutdown(same, true, false);
      IOException failure = assertThrows(SocketException.class, listener::tryAccept);
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.startsWith(listener.address() + ": cannot accept"), message);
      assertTrue(message.contains("EINVAL (22)"), message);
    }
  }
}
