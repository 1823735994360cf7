package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
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
import qio.tck.Rule;

/**
 * Listening that fails: typed, with the address and a way out in the text, and nothing left open or
 * lying about.
 */
class ListenFailureTest {

  @Rule({"SOCK-7", "SOCK-10"})
  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void anAddressInUseIsNamedAndItsOwnerUnharmed(SocketKind kind) throws Exception {
    try (QioListener first = kind.listen()) {
      String address = first.localAddress();
      OpenDescriptors.unchangedBy(
          () -> {
            var failure = assertThrows(BindException.class, () -> Qio.listen(kind.with(address)));
            String message = failure.getMessage();
            assertTrue(message.startsWith(address + ": cannot listen"), message);
            assertTrue(message.contains("choose another"), message);
            closeThoseWhoOnlyKnocked(first);
          });
      try (QioChannel client = kind.connect(first);
          QioChannel server = first.accept()) {
        Bytes.send(client, "ping");
        assertEquals("ping", Bytes.receive(server, 4));
      }
    }
  }

  /** Who wants to listen on a path that is in use connects to it first. */
  private static void closeThoseWhoOnlyKnocked(QioListener listener) throws IOException {
    for (Optional<QioChannel> one = listener.tryAccept();
        one.isPresent();
        one = listener.tryAccept()) {
      one.get().close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void anAddressOfAnotherMachineIsRefused(String engine) throws Exception {
    String address = "tcp://192.0.2.1:0"; // for documentation (RFC 5737): nobody's
    OpenDescriptors.unchangedBy(
        () -> {
          var failure =
              assertThrows(BindException.class, () -> Qio.listen(address + "?engine=" + engine));
          assertTrue(failure.getMessage().startsWith(address + ": "), failure::getMessage);
          assertTrue(failure.getMessage().contains("no such address"), failure::getMessage);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void aFolderThatIsNotThereIsMissed(String engine, @TempDir Path folder) throws Exception {
    String address = "unix:" + folder.resolve("missing/s");
    OpenDescriptors.unchangedBy(
        () -> {
          var failure =
              assertThrows(
                  NoSuchFileException.class, () -> Qio.listen(address + "?engine=" + engine));
          assertTrue(failure.getMessage().startsWith(address + ": "), failure::getMessage);
          assertTrue(failure.getMessage().contains("folder"), failure::getMessage);
        });
  }

  @Rule("SOCK-7")
  @ParameterizedTest
  @CsvSource({"native,", "nio,", "native,mode=600", "nio,mode=600"})
  void aFileThatIsNoSocketIsLeftAlone(String engine, String option, @TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve("notes"), "mine");
    String address = "unix:" + file;
    String asked = address + "?engine=" + engine + (option == null ? "" : "&" + option);
    OpenDescriptors.unchangedBy(
        () -> {
          var failure = assertThrows(BindException.class, () -> Qio.listen(asked));
          assertTrue(failure.getMessage().startsWith(address + ": "), failure::getMessage);
          assertTrue(failure.getMessage().contains("no socket"), failure::getMessage);
        });
    assertEquals("mine", Files.readString(file));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count(), "nothing else is left in the folder");
    }
  }

  @Test
  void aSymbolicLinkIsLeftAloneToo(@TempDir Path folder) throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    assertThrows(BindException.class, () -> Qio.listen("unix:" + link));
    assertTrue(Files.isSymbolicLink(link));
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void anUnknownHostIsNamed(String engine) {
    assertThrows(
        UnknownHostException.class,
        () -> Qio.listen("tcp://no-such-host.invalid:0?engine=" + engine));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unix:/tmp/q?mode=9      | three octal digits",
        "unix:/tmp/q?mode=77777  | three octal digits",
        "unix:/tmp/q?nodelay=on  | is for tcp",
        "unix:@q?mode=600        | is for listening on a unix path",
        "tcp://:0?unlink=off     | is for listening on a unix path",
        "tcp://:0?connect-timeout=1s | is for connecting",
        "tcp://:0?backlog=0      | is from 1 to 65535",
        "tcp://:0?engine=fast    | native, nio"
      })
  void optionsThatMeanNothingHereAreRefused(String address, String why) {
    var failure = assertThrows(InvalidAddressException.class, () -> Qio.listen(address));
    assertTrue(failure.getMessage().contains(why), failure::getMessage);
  }
}
