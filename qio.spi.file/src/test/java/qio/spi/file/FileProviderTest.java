package qio.spi.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;

class FileProviderTest {

  private static final Endpoint STDIO = new Endpoint("stdio", "");

  @Test
  void servesFilesAndStandardStreams() {
    FileProvider provider = new FileProvider("nio");
    assertEquals("file", provider.name());
    assertEquals(Set.of("file", "stdio"), provider.schemes());
    assertTrue(provider.availability().isAvailable());
  }

  @Test
  void anUnknownEngineMakesItUnavailableAndSaysWhatThereIs() {
    FileProvider provider = new FileProvider("turbo");
    assertFalse(provider.availability().isAvailable());
    IOException refused =
        assertThrows(IOException.class, () -> provider.connect(STDIO, OptionValues.none()));
    assertTrue(
        refused.getMessage().startsWith("stdio:")
            && refused.getMessage().contains("qio.file.engine is native or nio, not turbo"),
        refused.getMessage());
  }

  @Test
  void standardStreamsHaveNoOptions() {
    FileProvider provider = new FileProvider("nio");
    var refused =
        assertThrows(
            InvalidAddressException.class,
            () -> provider.connect(STDIO, OptionValues.of(Map.of(FileOptions.MODE, OpenMode.RW))));
    assertTrue(refused.getMessage().contains("[mode]"), refused.getMessage());
  }

  @Test
  void anUnknownStandardStreamIsRefusedWithThoseThereAre() {
    FileProvider provider = new FileProvider("nio");
    var refused =
        assertThrows(
            InvalidAddressException.class,
            () -> provider.connect(new Endpoint("stdio", "log"), OptionValues.none()));
    assertTrue(
        refused.getMessage().contains("stdio:in, stdio:out, stdio:err"), refused.getMessage());
  }

  @Test
  void addressesAreCheckedWithoutOpeningAnything() {
    FileProvider provider = new FileProvider("nio");
    Path missing = Path.of("/no/such/directory/file");
    provider.check(
        new Endpoint("file", missing.toString()),
        OptionValues.of(Map.of(FileOptions.MODE, OpenMode.W)));
    provider.check(new Endpoint("stdio", "out"), OptionValues.none());
    assertThrows(
        InvalidAddressException.class,
        () -> provider.check(new Endpoint("file", "//host/file"), OptionValues.none()));
    assertThrows(
        InvalidAddressException.class,
        () ->
            provider.check(
                new Endpoint("file", "/file"), OptionValues.of(Map.of(FileOptions.CREATE, true))));
    assertThrows(
        InvalidAddressException.class,
        () -> provider.check(new Endpoint("stdio", "log"), OptionValues.none()));
  }

  @Test
  void portableStandardStreamsOnlyBlockAndSayWhatWouldHelp() throws IOException {
    try (QioChannel stdio = new FileProvider("nio").connect(STDIO, OptionValues.none())) {
      IOException mode = assertThrows(IOException.class, () -> stdio.setBlocking(false));
      IOException watch =
          assertThrows(
              IOException.class, () -> stdio.createWatch(Set.of(qio.api.channel.IoCondition.IN)));
      for (IOException refused : new IOException[] {mode, watch}) {
        assertTrue(
            refused.getMessage().startsWith("stdio:: ")
                && refused.getMessage().contains("--enable-native-access=qio.posix"),
            refused.getMessage());
      }
      assertTrue(stdio.isBlocking());
    }
  }
}
