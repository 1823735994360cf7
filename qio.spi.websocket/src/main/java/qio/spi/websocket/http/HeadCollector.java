package qio.spi.websocket.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Gathers the bytes of a head until the empty line, and no byte behind it: what follows are frames.
 * Not for several threads.
 */
public final class HeadCollector {

  private byte[] bytes = new byte[512];
  private int length;

  /** How many bytes of the empty line's CR LF CR LF have come last. */
  private int matched;

  /** Makes one that has nothing. */
  public HeadCollector() {}

  /**
   * Takes bytes.
   *
   * @param src what has come; is consumed up to the end of the head
   * @return true if the head is complete
   * @throws BadRequest if it is too long
   */
  public boolean add(ByteBuffer src) throws BadRequest {
    while (src.hasRemaining()) {
      byte b = src.get();
      if (length == bytes.length) {
        grow();
      }
      bytes[length++] = b;
      boolean expected = b == ((matched & 1) == 0 ? '\r' : '\n');
      matched = expected ? matched + 1 : b == '\r' ? 1 : 0;
      if (matched == 4) {
        return true;
      }
    }
    return false;
  }

  private void grow() throws BadRequest {
    if (length >= Head.MAX_BYTES) {
      throw new BadRequest(
          Status.HEADERS_TOO_LARGE, "no end of the head within " + Head.MAX_BYTES + " bytes");
    }
    bytes = Arrays.copyOf(bytes, length * 2);
  }

  /**
   * What has come.
   *
   * @return the bytes so far
   */
  public byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  /**
   * Whether nothing has come yet.
   *
   * @return true if so
   */
  public boolean isEmpty() {
    return length == 0;
  }
}
