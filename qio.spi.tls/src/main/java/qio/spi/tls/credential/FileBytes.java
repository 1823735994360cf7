package qio.spi.tls.credential;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.net.ssl.SSLKeyException;

/** Reads a small file whole, with errors that say which option named it. */
final class FileBytes {

  private static final int MAX_BYTES = 8 << 20;

  private FileBytes() {}

  /** The bytes of a file, to be wiped by the caller if they may be secret. */
  static byte[] read(String option, Path file) throws IOException {
    String shown = shown(option, file);
    if (Files.isDirectory(file)) {
      throw new SSLKeyException(shown + " is a directory; name the file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        Arrays.fill(bytes, (byte) 0);
        throw new SSLKeyException(
            shown + " is larger than 8 MiB, which no certificate file is; name another file");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw missing(shown, file, e);
    } catch (AccessDeniedException e) {
      throw unreadable(shown, file, e);
    }
  }

  static IOException missing(String shown, Path file, NoSuchFileException cause) {
    var failure =
        new NoSuchFileException(
            shown, null, "there is no such file; looked for " + file.toAbsolutePath().normalize());
    failure.initCause(cause);
    return failure;
  }

  static IOException unreadable(String shown, Path file, AccessDeniedException cause) {
    var failure =
        new AccessDeniedException(
            shown,
            null,
            "it cannot be read by the user "
                + System.getProperty("user.name", "?")
                + "; change its owner or mode: "
                + file.toAbsolutePath().normalize());
    failure.initCause(cause);
    return failure;
  }

  /** How messages call a file: by the option too, since that is what a user can change. */
  static String shown(String option, Path file) {
    return option + "=" + file;
  }
}
