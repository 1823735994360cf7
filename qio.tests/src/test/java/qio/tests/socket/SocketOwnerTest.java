package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.InvalidAddressException;
import qio.tck.Rule;

/** Whose the file of a UNIX socket is. */
class SocketOwnerTest {

  @Rule("SOCK-25")
  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void ownerAndModeAreThoseOfTheFile(String engine, @TempDir Path folder) throws Exception {
    Path path = folder.resolve("s");
    String address = "unix:" + path + "?engine=" + engine + "&mode=620&owner=4321:8765";
    try (var listener = Qio.listen(address);
        var client = Qio.connect("unix:" + path);
        var server = listener.accept()) {
      assertTrue(client.isOpen() && server.isOpen());
      assertEquals(4321, Files.getAttribute(path, "unix:uid"));
      assertEquals(8765, Files.getAttribute(path, "unix:gid"));
      assertEquals("rw--w----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    } catch (AccessDeniedException e) {
      assertTrue(e.getMessage().contains("CAP_CHOWN"), e::getMessage);
      assertFalse(Files.exists(path), "nothing is left");
      Assumptions.abort("this user may not give files away");
    }
    assertFalse(Files.exists(path));
  }

  @Rule("SOCK-25")
  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void theGroupAloneMayBeGiven(String engine, @TempDir Path folder) throws Exception {
    Path path = folder.resolve("s");
    Object own = Files.getAttribute(folder, "unix:gid");
    Object user = Files.getAttribute(folder, "unix:uid");
    try (var listener = Qio.listen("unix:" + path + "?engine=" + engine + "&owner=:" + own)) {
      assertTrue(listener.isOpen());
      assertEquals(own, Files.getAttribute(path, "unix:gid"));
      assertEquals(user, Files.getAttribute(path, "unix:uid"));
    }
  }

  @Rule("SOCK-25")
  @ParameterizedTest
  @CsvSource({"native,owner=no-such-user", "nio,owner=no-such-user", "native,owner=:no-such-group"})
  void whoIsNotKnownIsNamedAndNothingIsLeft(String engine, String option, @TempDir Path folder)
      throws Exception {
    String address = "unix:" + folder.resolve("s");
    OpenDescriptors.unchangedBy(
        () -> {
          var failure =
              assertThrows(
                  IOException.class,
                  () -> Qio.listen(address + "?engine=" + engine + "&" + option));
          assertTrue(failure.getMessage().startsWith(address + ": "), failure::getMessage);
          assertTrue(failure.getMessage().contains("option owner"), failure::getMessage);
          assertTrue(failure.getMessage().contains("no-such-"), failure::getMessage);
        });
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Rule("SOCK-25")
  @ParameterizedTest
  @ValueSource(strings = {"owner=", "owner=:", "owner=a:b:c"})
  void whatIsNoOwnerIsRefused(String option) {
    var failure =
        assertThrows(InvalidAddressException.class, () -> Qio.listen("unix:/run/q?" + option));
    assertTrue(failure.getMessage().contains("user:group"), failure::getMessage);
  }
}
