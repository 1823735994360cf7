package qio.cli.text;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes addresses of what the user has named otherwise. */
public final class AddressText {

  /** These mean something in an address, or may in another place than this. */
  private static final String SPECIAL = "%?&=#+";

  private AddressText() {}

  /**
   * The address of a file.
   *
   * @param path any path
   * @return its address
   */
  public static String ofFile(Path path) {
    return "file:" + escaped(path);
  }

  /**
   * A path as a part of an address.
   *
   * @param path any path
   * @return its text, with the characters that mean something in addresses written as %xx
   */
  public static String escaped(Path path) {
    var escaped = new StringBuilder();
    for (byte b : path.toString().getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f && SPECIAL.indexOf(b) < 0) {
        escaped.append((char) b);
      } else {
        escaped.append(String.format("%%%02X", b));
      }
    }
    return escaped.toString();
  }
}
