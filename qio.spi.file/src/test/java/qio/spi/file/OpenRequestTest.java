package qio.spi.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.api.channel.ChannelOption;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;

class OpenRequestTest {

  private static OpenRequest request(String target, String... options) {
    Map<ChannelOption<?>, Object> values = new HashMap<>();
    for (String option : options) {
      String[] parts = option.split("=", 2);
      ChannelOption<?> known =
          FileOptions.all().stream()
              .filter(o -> o.name().equals(parts[0]))
              .findFirst()
              .orElseThrow();
      values.put(known, known.parse(parts[1]));
    }
    return OpenRequest.of(new Endpoint("file", target), OptionValues.of(values));
  }

  private static String refusal(String target, String... options) {
    var refused = assertThrows(InvalidAddressException.class, () -> request(target, options));
    assertTrue(
        refused.getMessage().startsWith(new Endpoint("file", target) + ": "),
        "names the address: " + refused.getMessage());
    return refused.getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "/var/lib/disk.img, /var/lib/disk.img",
    "disk.img, disk.img",
    "../up/disk.img, ../up/disk.img",
    "///var/lib/disk.img, /var/lib/disk.img",
    "a:b, a:b"
  })
  void pathsAreAbsoluteOrRelativeAndAnEmptyHostIsNone(String target, String path) {
    assertEquals(Path.of(path), request(target).path());
    assertEquals("file:" + target, request(target).address());
  }

  @ParameterizedTest
  @CsvSource({
    "//host/path, 'host'",
    "//localhost/path, 'localhost'",
    "//relative.img, 'relative.img'"
  })
  void otherMachinesAreRefused(String target, String host) {
    String message = refusal(target);
    assertTrue(message.contains("'" + host + "'") && message.contains("file:///path"), message);
  }

  @Test
  void anAddressWithoutPathIsRefused() {
    assertTrue(refusal("").contains("no path"));
    assertTrue(refusal("//").contains("no path"));
    assertTrue(refusal("/a\0b").contains("Nul"), "NUL cannot stand in a path");
  }

  @ParameterizedTest
  @CsvSource({
    // mode, create, truncate: what holds without an option
    "r, false, false",
    "w, true, true",
    "rw, false, false",
    "append, true, false"
  })
  void theModeSaysWhatBecomesOfMissingFilesAndOldContent(
      String mode, boolean create, boolean truncate) {
    OpenRequest request = request("/f", "mode=" + mode);
    assertEquals(mode, request.mode().text());
    assertEquals(create, request.create());
    assertEquals(truncate, request.truncate());
    assertFalse(request.exclusive());
    assertEquals(0666, request.permissions());
  }

  @Test
  void withoutAModeAFileIsRead() {
    assertEquals(OpenMode.R, request("/f").mode());
  }

  @Test
  void optionsOverrideTheMode() {
    assertFalse(request("/f", "mode=w", "create=off").create());
    assertFalse(request("/f", "mode=w", "truncate=off").truncate());
    assertTrue(request("/f", "mode=rw", "create=on").create());
    assertTrue(request("/f", "mode=append", "truncate=on").truncate());
    OpenRequest exclusive = request("/f", "mode=rw", "exclusive=on");
    assertTrue(exclusive.create() && exclusive.exclusive(), "exclusive makes the file");
  }

  @Test
  void permissionsAreOctal() {
    assertEquals(0640, request("/f", "mode=w", "permissions=0640").permissions());
    assertEquals(0, request("/f", "mode=w", "permissions=000").permissions());
    for (String wrong : new String[] {"4755", "0689", "rw-", "", "1000000", "-644"}) {
      assertTrue(refusal("/f", "mode=w", "permissions=" + wrong).contains("octal"), wrong);
    }
  }

  @Test
  void optionsThatMeanNothingBesideEachOtherAreRefused() {
    assertTrue(refusal("/f", "create=on").contains("needs a mode that writes"));
    assertTrue(refusal("/f", "mode=r", "truncate=on").contains("truncate=on needs"));
    assertTrue(refusal("/f", "exclusive=on").contains("exclusive=on needs"));
    assertTrue(refusal("/f", "mode=w", "exclusive=on", "create=off").contains("create=off"));
    assertTrue(refusal("/f", "mode=rw", "permissions=0600").contains("add create=on"));
    assertTrue(refusal("/f", "sync=data").contains("what was written"));
    assertTrue(refusal("/f", "mode=w", "commit=close").contains("add mode=replace"));
    assertTrue(refusal("/f", "lock-timeout=1s").contains("add lock=shared"));
    assertTrue(refusal("/f", "mode=w", "lock=shared").contains("mode=r or rw"));
    assertTrue(refusal("/f", "lock=exclusive").contains("mode=rw, w or append"));
  }

  @Test
  void aFileThatIsReplacedTakesNoOptionsOfOneThatStays() {
    assertTrue(refusal("/f", "mode=replace", "exclusive=on").contains("use mode=w"));
    assertTrue(refusal("/f", "mode=replace", "truncate=off").contains("empty file"));
    assertTrue(refusal("/f", "mode=replace", "lock=exclusive").contains("another file"));
    assertTrue(refusal("/f", "mode=replace", "raw=on").contains("terminals"));
    OpenRequest plain = request("/f", "mode=replace", "exclusive=off", "lock=none", "raw=off");
    assertTrue(plain.create() && !plain.exclusive());
    assertEquals(SyncMode.DATA, plain.sync(), "before it takes its place");
    assertEquals(SyncMode.NONE, request("/f", "mode=replace", "sync=none").sync());
    assertEquals(SyncMode.NONE, request("/f", "mode=w").sync());
    assertEquals(CommitPoint.CLOSE, plain.commit());
  }
}
