package qio.tests.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A frame on the wire, as RFC 6455, 5.2 draws it; may be as wrong as a test wants it.
 *
 * @param first the first byte: FIN, reserved bits and opcode
 * @param masked whether it is masked
 * @param payload the payload, unmasked
 */
record Frame(int first, boolean masked, byte[] payload) {

  private static final byte[] KEY = {0x11, 0x22, (byte) 0xb3, 0x44};

  static final int TEXT = 0x81;
  static final int BINARY = 0x82;
  static final int CLOSE = 0x88;
  static final int PING = 0x89;
  static final int PONG = 0x8a;

  static byte[] masked(int first, String payload) {
    return masked(first, payload.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] masked(int first, byte[] payload) {
    return new Frame(first, true, payload).bytes();
  }

  static byte[] plain(int first, String payload) {
    return new Frame(first, false, payload.getBytes(StandardCharsets.UTF_8)).bytes();
  }

  static byte[] close(int code, String reason) {
    return masked(CLOSE, closing(code, reason));
  }

  static byte[] closing(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array();
  }

  byte[] bytes() {
    var out = new ByteArrayOutputStream();
    int n = payload.length;
    int mask = masked ? 0x80 : 0;
    out.write(first);
    if (n < 126) {
      out.write(mask | n);
    } else if (n < 65_536) {
      out.write(mask | 126);
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) n).array());
    } else {
      out.write(mask | 127);
      out.writeBytes(ByteBuffer.allocate(8).putLong(n).array());
    }
    byte[] body = payload.clone();
    if (masked) {
      out.writeBytes(KEY);
      for (int i = 0; i < n; i++) {
        body[i] ^= KEY[i % 4];
      }
    }
    out.writeBytes(body);
    return out.toByteArray();
  }

  boolean isClose() {
    return first == CLOSE;
  }

  /** The code of a close frame; 1005 if it has none. */
  int code() {
    return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
  }

  String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Frame that
        && first == that.first
        && masked == that.masked
        && Arrays.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(payload) * 31 + first;
  }

  @Override
  public String toString() {
    String shown = payload.length > 60 ? payload.length + " bytes" : text();
    return "%02x%s %s".formatted(first, masked ? " masked" : "", isClose() ? code() : shown);
  }
}
