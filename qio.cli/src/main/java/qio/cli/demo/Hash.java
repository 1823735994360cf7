package qio.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256. */
final class Hash {

  private static final int BUFFER_SIZE = 256 * 1024;

  private Hash() {}

  static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, but this one", e);
    }
  }

  /** Ends a digest; answers its hexadecimal digits. */
  static String text(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** What is in a file, read without any channel of ours: what all others are compared with. */
  static Content of(Path file) throws IOException {
    MessageDigest digest = begin();
    long bytes = 0;
    byte[] buffer = new byte[BUFFER_SIZE];
    try (InputStream in = Files.newInputStream(file)) {
      int read = in.read(buffer);
      while (read >= 0) {
        digest.update(buffer, 0, read);
        bytes += read;
        read = in.read(buffer);
      }
    }
    return new Content(bytes, text(digest));
  }
}
