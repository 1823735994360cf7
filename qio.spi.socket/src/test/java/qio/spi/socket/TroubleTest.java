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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import qio.posix.SocketName;

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
        Arguments.of(new SocketException("Protocol wrong type for socket"), Trouble.OTHER),
        Arguments.of(new IOException(), Trouble.OTHER));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void typesAndTextsAreUnderstood(IOException failure, Trouble expected) {
    assertEquals(expected, Trouble.of(failure, loopback()));
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
