package qio.spi.websocket.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** The keys of the opening handshake (RFC 6455, 1.3), with which a server shows what it speaks. */
final class AcceptKey {

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private AcceptKey() {}

  /** A new key for a request. */
  static String fresh() {
    byte[] bytes = new byte[KEY_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Whether a text is a key: sixteen bytes in base 64. */
  static boolean isKey(String text) {
    try {
      return text.length() == 24 && Base64.getDecoder().decode(text).length == KEY_BYTES;
    } catch (IllegalArgumentException e) { // is no base 64
      return false;
    }
  }

  /** What a server answers to a key. */
  static String answer(String key) {
    try {
      byte[] joined = (key + GUID).getBytes(StandardCharsets.US_ASCII);
      byte[] hash = MessageDigest.getInstance("SHA-1").digest(joined);
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
