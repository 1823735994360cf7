package qio.spi.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import qio.posix.Errno;
import qio.posix.SocketName;
import qio.tck.Rule;

/**
 * What the portable engine makes of the JDK's exceptions; the native one has errno, which other
 * tests see.
 */
class TroubleTest {

  private static SocketName loopback() {
    return new SocketName.Inet(InetAddress.getLoopbackAddress(), 80);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new ConnectException("Connection refused"), Trouble.REFUSED),
        Arguments.of(new NoRouteToHostException("No route to host"), Trouble.UNREACHABLE),
        Arguments.of(new SocketTimeoutException("no answer in time"), Trouble.TIMED_OUT),
        Arguments.of(new SocketException("Permission denied"), Trouble.DENIED),
        Arguments.of(new AccessDeniedException("/x"), Trouble.DENIED),
        Arguments.of(new BindException("Permission denied"), Trouble.DENIED),
        Arguments.of(new BindException("Address already in use"), Trouble.IN_USE),
        Arguments.of(new FileAlreadyExistsException("/x"), Trouble.IN_USE),
        Arguments.of(new SocketException("No such file or directory"), Trouble.ABSENT),
        Arguments.of(new SocketException("Too many open files"), Trouble.NO_DESCRIPTORS),
        Arguments.of(new ConnectException("Connection timed out"), Trouble.TIMED_OUT),
        Arguments.of(new BindException("Cannot assign requested address"), Trouble.NOT_HERE),
        Arguments.of(new SocketException("Network is unreachable"), Trouble.UNREACHABLE),
        Arguments.of(new SocketException("Protocol wrong type for socket"), Trouble.WRONG_KIND),
        Arguments.of(new SocketException("Too many levels of symbolic links"), Trouble.LOOP),
        Arguments.of(new SocketException("Read-only file system"), Trouble.READ_ONLY),
        Arguments.of(
            new SocketException("Address family not supported by protocol"), Trouble.NO_FAMILY),
        Arguments.of(new SocketException("No buffer space available"), Trouble.NO_MEMORY),
        Arguments.of(new SocketException("Something else"), Trouble.OTHER),
        Arguments.of(new IOException(), Trouble.OTHER));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void typesAndTextsAreUnderstood(IOException failure, Trouble expected) {
    assertEquals(expected, Trouble.of(failure, loopback()));
  }

  /**
   * Every errno that the manual lists for connect, bind, listen and accept, and a user can meet.
   */
  @Rule("SOCK-28")
  @ParameterizedTest
  @CsvSource({
    "EACCES, DENIED",
    "EPERM, DENIED",
    "EADDRINUSE, IN_USE",
    "EADDRNOTAVAIL, NOT_HERE",
    "EAFNOSUPPORT, NO_FAMILY",
    "EAGAIN, NOT_HERE",
    "ECONNREFUSED, REFUSED",
    "ETIMEDOUT, TIMED_OUT",
    "ENETUNREACH, UNREACHABLE",
    "EHOSTUNREACH, UNREACHABLE",
    "ENETDOWN, UNREACHABLE",
    "EHOSTDOWN, UNREACHABLE",
    "ENOENT, ABSENT",
    "ENOTDIR, ABSENT",
    "ELOOP, LOOP",
    "EROFS, READ_ONLY",
    "EPROTOTYPE, WRONG_KIND",
    "EMFILE, NO_DESCRIPTORS",
    "ENFILE, NO_DESCRIPTORS",
    "ENOBUFS, NO_MEMORY",
    "ENOMEM, NO_MEMORY",
    "ENODEV, NOT_HERE"
  })
  void everyErrnoIsUnderstoodAndHasAHintWhereItCanHappen(Errno errno, Trouble expected)
      throws Exception {
    assertEquals(expected, Trouble.ofErrno(errno));
    SocketName path = SocketName.UnixPath.of("/run/qio-nobody/s");
    for (SocketName place : List.of(loopback(), path)) {
      String connecting = expected.hintForConnecting(place);
      String listening = expected.hintForListening(place);
      assertTrue(!connecting.isEmpty() || !listening.isEmpty(), errno + " at " + place);
    }
  }

  @Rule("SOCK-28")
  @Test
  void aLinkLocalAddressWithoutAScopeIsAskedForOne() throws Exception {
    SocketName bare = new SocketName.Inet(InetAddress.getByName("fe80::1"), 1);
    assertTrue(Trouble.OTHER.hintForConnecting(bare).contains("%25"));
    assertTrue(Trouble.OTHER.hintForListening(bare).contains("%25"));
    assertEquals("", Trouble.OTHER.hintForConnecting(loopback()));
  }

  @Test
  void theTextCountsEvenIfTheFileHasComeMeanwhile(@TempDir Path folder) throws Exception {
    Path path = Files.createFile(folder.resolve("s"));
    var failure = new SocketException("No such file or directory");
    assertEquals(Trouble.ABSENT, Trouble.of(failure, SocketName.UnixPath.of(path.toString())));
  }

  @Test
  void inAnotherLanguageThePathIsLookedAt(@TempDir Path folder) {
    var failure = new SocketException("Datei oder Verzeichnis nicht gefunden");
    SocketName missing = SocketName.UnixPath.of(folder.resolve("s").toString());
    assertEquals(Trouble.ABSENT, Trouble.of(failure, missing));
  }

  @Test
  void anAddressOfAnotherMachineIsNotHere() throws Exception {
    InetAddress elsewhere = InetAddress.getByName("192.0.2.1");
    assertFalse(Trouble.isOfThisMachine(elsewhere));
    assertTrue(Trouble.isOfThisMachine(InetAddress.getLoopbackAddress()));
    assertTrue(Trouble.isOfThisMachine(InetAddress.getByName("0.0.0.0")));
    assertEquals(
        Trouble.NOT_HERE, Trouble.of(new BindException("?"), new SocketName.Inet(elsewhere, 0)));
  }
}
