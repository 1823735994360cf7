package qio.spi.websocket.frame;

import java.nio.ByteBuffer;

/**
 * Reads headers of frames and refuses those that break the protocol (RFC 6455, 5.2). One object for
 * all frames of a connection.
 */
final class FrameHeader {

  private static final int MAX_CONTROL = 125;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;

  private final FrameLimits limits;

  private boolean fin;
  private boolean compressed;
  private int opcode;
  private int key;
  private long length;

  FrameHeader(FrameLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads a header.
   *
   * @param src holds it, or its beginning, which is left there
   * @return false if more bytes are needed
   * @throws FrameViolation if it is wrong, as soon as its first two bytes say so
   */
  boolean read(ByteBuffer src) throws FrameViolation {
    int available = src.remaining();
    if (available < 2) {
      return false;
    }
    int at = src.position();
    int first = src.get(at) & 0xff;
    int second = src.get(at + 1) & 0xff;
    int shortLength = second & 0x7f;
    boolean masked = (second & 0x80) != 0;
    checkFirst(first, masked, shortLength);
    int lengthBytes = shortLength == LENGTH_64 ? 8 : shortLength == LENGTH_16 ? 2 : 0;
    if (available < 2 + lengthBytes) {
      return false;
    }
    length =
        switch (lengthBytes) {
          case 8 -> src.getLong(at + 2);
          case 2 -> src.getShort(at + 2) & 0xffff;
          default -> shortLength;
        };
    checkLength();
    int size = 2 + lengthBytes + (masked ? 4 : 0);
    if (available < size) {
      return false;
    }
    key = masked ? src.getInt(at + 2 + lengthBytes) : 0;
    src.position(at + size);
    return true;
  }

  private void checkFirst(int first, boolean masked, int shortLength) throws FrameViolation {
    fin = (first & 0x80) != 0;
    opcode = first & 0x0f;
    int reserved = first & 0x70;
    compressed = reserved == 0x40 && limits.compressed() && isMessageStart();
    if (reserved != 0 && !compressed) {
      throw broken("a frame with reserved bits");
    }
    if (!Opcode.isKnown(opcode)) {
      throw broken("a frame with the reserved opcode " + opcode);
    }
    if (masked != limits.masked()) {
      throw broken(
          limits.masked() ? "client frames must be masked" : "server frames must not be masked");
    }
    if (isControl() && !fin) {
      throw broken("a control frame in fragments");
    }
    if (isControl() && shortLength > MAX_CONTROL) {
      throw broken("a control frame of more than 125 bytes");
    }
  }

  private boolean isMessageStart() {
    return opcode == Opcode.TEXT || opcode == Opcode.BINARY;
  }

  private void checkLength() throws FrameViolation {
    if (length < 0) {
      throw broken("a frame whose length has the highest bit set");
    }
    if (length > limits.maxFrame()) {
      throw new FrameViolation(
          CloseStatus.TOO_BIG,
          "a frame of " + length + " bytes, more than the " + limits.maxFrame() + " of max-frame");
    }
  }

  private static FrameViolation broken(String what) {
    return new FrameViolation(CloseStatus.PROTOCOL_ERROR, what);
  }

  boolean isFin() {
    return fin;
  }

  /** Whether this begins a compressed message. */
  boolean isCompressed() {
    return compressed;
  }

  int opcode() {
    return opcode;
  }

  boolean isControl() {
    return Opcode.isControl(opcode);
  }

  /** The masking key, first byte highest; 0, which changes nothing, if there is none. */
  int key() {
    return key;
  }

  long length() {
    return length;
  }
}
