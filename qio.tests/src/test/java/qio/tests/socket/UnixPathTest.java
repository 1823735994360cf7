package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.posix.PosixDescriptor;
import qio.posix.PosixSockets;
import qio.posix.SocketDomain;
import qio.posix.SocketName;
import qio.posix.SocketType;
import qio.tck.Rule;

/** The file of a UNIX socket: made, taken over, removed (S10–S14 and the table of differences). */
class UnixPathTest {

  @TempDir Path folder;

  private String address() {
    return "unix:" + folder.resolve("s");
  }

  private boolean exists() {
    return SocketKind.existsAt(address());
  }

  @Rule("SOCK-5")
  @ParameterizedTest
  @EnumSource(names = {"NATIVE_UNIX", "NIO_UNIX"})
  void thePathLivesAsLongAsTheListener(SocketKind kind) throws Exception {
    QioListener listener = Qio.listen(kind.with(address()));
    assertTrue(exists());
    QioChannel client = kind.connect(listener);
    QioChannel server = listener.accept();
    client.close();
    server.close();
    assertTrue(exists(), "closing what was accepted leaves the path");
    listener.close();
    assertFalse(exists());
    listener.close();
    assertFalse(exists());
  }

  @Rule({"SOCK-7", "SOCK-10"})
  @ParameterizedTest
  @EnumSource(names = {"NATIVE_UNIX", "NIO_UNIX"})
  void aLeftoverIsReplaced(SocketKind kind) throws Exception {
    Qio.listen(kind.with(address(), "unlink=off")).close();
    assertTrue(exists(), "unlink=off leaves the path");
    try (QioListener listener = Qio.listen(kind.with(address()));
        QioChannel client = kind.connect(listener);
        QioChannel server = listener.accept()) {
      Bytes.send(client, "x");
      assertEquals("x", Bytes.receive(server, 1));
    }
    assertFalse(exists());
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE_UNIX", "NIO_UNIX"})
  void aLeftoverIsReplacedWithAModeToo(SocketKind kind) throws Exception {
    Qio.listen(kind.with(address(), "unlink=off", "mode=600")).close();
    try (QioListener listener = Qio.listen(kind.with(address(), "mode=660"))) {
      assertEquals(
          "rw-rw----",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("s"))));
      kind.connect(listener).close();
    }
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count(), "nothing is left in the folder");
    }
  }

  @Rule("SOCK-6")
  @ParameterizedTest
  @CsvSource({
    "NATIVE_UNIX,NATIVE_UNIX",
    "NATIVE_UNIX,NIO_UNIX",
    "NIO_UNIX,NATIVE_UNIX",
    "NIO_UNIX,NIO_UNIX"
  })
  void aPathThatHasGotAnotherOwnerIsNotRemoved(SocketKind first, SocketKind second)
      throws Exception {
    QioListener old = Qio.listen(first.with(address()));
    Files.delete(folder.resolve("s"));
    try (QioListener fresh = Qio.listen(second.with(address()))) {
      old.close();
      assertTrue(exists(), "the path belongs to the second listener now");
      second.connect(fresh).close();
    }
    assertFalse(exists());
  }

  @Rule("SOCK-6")
  @ParameterizedTest
  @EnumSource(names = {"NATIVE_UNIX", "NIO_UNIX"})
  void aFileInItsPlaceIsNotRemoved(SocketKind kind) throws Exception {
    QioListener listener = Qio.listen(kind.with(address()));
    Files.delete(folder.resolve("s"));
    Files.writeString(folder.resolve("s"), "mine");
    listener.close();
    assertEquals("mine", Files.readString(folder.resolve("s")));
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE_UNIX", "NIO_UNIX"})
  void aPathThatIsGoneAlreadyIsNoError(SocketKind kind) throws Exception {
    QioListener listener = Qio.listen(kind.with(address()));
    Files.delete(folder.resolve("s"));
    listener.close();
    assertFalse(exists());
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE_UNIX", "NIO_UNIX"})
  void aSocketOfAnotherTypeIsInUse(SocketKind kind) throws Exception {
    PosixDescriptor datagrams = PosixSockets.open(SocketDomain.UNIX, SocketType.DATAGRAM);
    try (datagrams) {
      PosixSockets.bind(datagrams, SocketName.UnixPath.of(folder.resolve("s").toString()));
      var failure =
          Assertions.assertThrows(
              java.io.IOException.class, () -> Qio.listen(kind.with(address())));
      assertTrue(failure.getMessage().startsWith(address() + ": "), failure::getMessage);
      assertTrue(exists(), "somebody listens there, if not for streams");
    }
  }

  @Rule("SOCK-9")
  @Test
  void anAbstractNameIsItsLengthLongAndNoFile() throws Exception {
    SocketKind kind = SocketKind.NATIVE_ABSTRACT;
    try (QioListener listener = kind.listen()) {
      String name = listener.localAddress().substring("unix:@".length());
      try (PosixDescriptor exact = PosixSockets.open(SocketDomain.UNIX, SocketType.STREAM)) {
        PosixSockets.connect(exact, SocketName.UnixAbstract.of(name));
      }
      try (PosixDescriptor longer = PosixSockets.open(SocketDomain.UNIX, SocketType.STREAM)) {
        Assertions.assertThrows(
            java.net.ConnectException.class,
            () -> PosixSockets.connect(longer, SocketName.UnixAbstract.of(name + "\0")));
      }
      assertFalse(Files.exists(Path.of("@" + name)));
    }
  }

  @Test
  void aSocketThatWasBoundByOthersIsLeftByAdopting() throws Exception {
    PosixDescriptor bound = PosixSockets.open(SocketDomain.UNIX, SocketType.STREAM);
    PosixSockets.bind(bound, SocketName.UnixPath.of(folder.resolve("s").toString()));
    Qio.adopt(bound).close();
    assertTrue(exists(), "not ours to remove (S12)");
  }
}
