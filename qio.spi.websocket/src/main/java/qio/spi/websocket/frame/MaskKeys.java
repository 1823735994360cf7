package qio.spi.websocket.frame;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Masking keys that nobody can predict (RFC 6455, 5.3 and 10.3), fetched from the system's
 * generator for many frames at a time. Not for several threads.
 */
public final class MaskKeys {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int AT_ONCE = 64;

  private final byte[] bytes = new byte[AT_ONCE * Integer.BYTES];
  private final ByteBuffer keys = ByteBuffer.wrap(bytes).position(bytes.length);

  /** Makes a source of keys. */
  public MaskKeys() {}

  /**
   * The key for the next frame.
   *
   * @return four random bytes
   */
  public int next() {
    if (!keys.hasRemaining()) {
      RANDOM.nextBytes(bytes);
      keys.clear();
    }
    return keys.getInt();
  }
}
