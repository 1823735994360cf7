package qio.posix;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;

/** File names as the kernel sees them: bytes in the encoding that the JDK itself uses for them. */
final class PathBytes {

  private static final Charset CHARSET = charset();

  private PathBytes() {}

  private static Charset charset() {
    String name = System.getProperty("sun.jnu.encoding");
    return name != null && Charset.isSupported(name)
        ? Charset.forName(name)
        : Charset.defaultCharset();
  }

  /**
   * The bytes of a path.
   *
   * @throws InvalidPathException if a character has no bytes in that encoding, or is NUL
   */
  static byte[] encode(String path) {
    if (path.indexOf('\0') >= 0) {
      throw new InvalidPathException(path.replace('\0', '?'), "a path holds no NUL character");
    }
    try {
      ByteBuffer encoded = CHARSET.newEncoder().encode(CharBuffer.wrap(path));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new InvalidPathException(
          path,
          "not every character can be written in " + CHARSET + ", the encoding of file names");
    }
  }

  static String decode(byte[] bytes) {
    return new String(bytes, CHARSET);
  }
}
