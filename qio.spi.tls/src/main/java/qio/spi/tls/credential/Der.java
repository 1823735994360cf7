package qio.spi.tls.credential;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The little of DER (X.690) that wraps a key of an old form into PKCS#8. Content comes from files
 * that anybody may have written, so every length is checked.
 */
final class Der {

  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_ID = 0x06;
  static final int SEQUENCE = 0x30;
  static final int CONTEXT_0 = 0xA0;

  /** One element. */
  record Element(int tag, ByteBuffer content) {}

  private Der() {}

  /** Takes the next element off a buffer. */
  static Element next(ByteBuffer der) {
    if (der.remaining() < 2) {
      throw new IllegalArgumentException("DER ends too early");
    }
    int tag = der.get() & 0xFF;
    int length = der.get() & 0xFF;
    if (length > 0x80) {
      int octets = length - 0x80;
      if (octets > 3 || der.remaining() < octets) {
        throw new IllegalArgumentException("DER has a bad length");
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = (length << 8) | (der.get() & 0xFF);
      }
    } else if (length == 0x80) {
      throw new IllegalArgumentException("DER has no indefinite lengths");
    }
    if (length > der.remaining()) {
      throw new IllegalArgumentException("DER ends too early");
    }
    ByteBuffer content = der.slice(der.position(), length);
    der.position(der.position() + length);
    return new Element(tag, content);
  }

  /** Writes an element. The parts that were given are not wiped. */
  static byte[] element(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] header = header(tag, length);
    byte[] whole = Arrays.copyOf(header, header.length + length);
    int at = header.length;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }

  private static byte[] header(int tag, int length) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else if (length < 0x10000) {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    } else {
      out.write(0x83);
      out.write(length >> 16);
      out.write(length >> 8);
      out.write(length);
    }
    return out.toByteArray();
  }
}
