package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.SeekOrigin;
import qio.posix.PosixFiles;

/** Files as a host reaches them: by address alone, or by a descriptor. */
class FileFrontDoorTest {

  @TempDir Path dir;

  @Test
  void anAddressWithOptionsOpensAFile() throws Exception {
    Path path = dir.resolve("a file");
    try (QioChannel file = Qio.connect("file:" + path + "?mode=rw&create=on&permissions=0600")) {
      file.writeAll(Bytes.of("hello"));
      file.seek(1, SeekOrigin.SET);
      assertEquals("ello", Bytes.rest(file));
    }
    assertEquals("hello", Files.readString(path));
    assertEquals(0600, (int) Files.getAttribute(path, "unix:mode") & 0777);
  }

  @Test
  void aMissingFileIsNamedByItsAddress() {
    Path path = dir.resolve("missing");
    var missing =
        assertThrows(NoSuchFileException.class, () -> Qio.connect("file:" + path + "?mode=r"));
    assertTrue(missing.getMessage().contains("file:" + path), missing.getMessage());
  }

  @Test
  void aDescriptorThatIsNoSocketBecomesAFile() throws Exception {
    try (QioChannel file = Qio.adopt(PosixFiles.memoryFile("test"))) {
      file.writeAll(Bytes.of("abc"));
      assertEquals("abc", Bytes.at(file, 0, 10));
    }
  }
}
