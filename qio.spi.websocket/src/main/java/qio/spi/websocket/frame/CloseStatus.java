package qio.spi.websocket.frame;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What a close frame says (RFC 6455, 5.5.1 and 7.4).
 *
 * @param code the status code; {@link #NO_STATUS} if the frame has none
 * @param reason the text behind it; may be empty
 */
public record CloseStatus(int code, String reason) {

  /** The purpose is fulfilled. */
  public static final int NORMAL = 1000;

  /** The peer leaves. */
  public static final int GOING_AWAY = 1001;

  /** The peer broke the protocol. */
  public static final int PROTOCOL_ERROR = 1002;

  /** A kind of data that is not accepted. */
  public static final int UNSUPPORTED_DATA = 1003;

  /** Never sent: stands for a close frame without a code. */
  public static final int NO_STATUS = 1005;

  /** Text that is no UTF-8. */
  public static final int INVALID_DATA = 1007;

  /** A policy was violated. */
  public static final int POLICY_VIOLATION = 1008;

  /** A message or frame is larger than the limit. */
  public static final int TOO_BIG = 1009;

  /** This end failed. */
  public static final int INTERNAL_ERROR = 1011;

  /** A control frame's payload less the code. */
  private static final int MAX_REASON = 123;

  /**
   * Reads the payload of a close frame.
   *
   * @param payload the payload, unmasked; is consumed
   * @return what it says
   * @throws FrameViolation if it is of one byte, its code may not be sent, or its reason is no
   *     UTF-8
   */
  public static CloseStatus read(ByteBuffer payload) throws FrameViolation {
    if (!payload.hasRemaining()) {
      return new CloseStatus(NO_STATUS, "");
    }
    if (payload.remaining() == 1) {
      throw new FrameViolation(PROTOCOL_ERROR, "a close frame with half a status code");
    }
    int code = payload.getShort() & 0xffff;
    if (!maySend(code)) {
      throw new FrameViolation(PROTOCOL_ERROR, "a close frame with the reserved code " + code);
    }
    try {
      return new CloseStatus(code, StandardCharsets.UTF_8.newDecoder().decode(payload).toString());
    } catch (CharacterCodingException e) {
      throw new FrameViolation(INVALID_DATA, "a close frame whose reason is no UTF-8");
    }
  }

  /** Whether a code may be in a close frame: those of the registry, of libraries, and private. */
  private static boolean maySend(int code) {
    return (code >= NORMAL && code <= UNSUPPORTED_DATA)
        || (code >= INVALID_DATA && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }

  /**
   * Whether this is a good end: normal, going away, or without a code.
   *
   * @return false if the peer tells of a failure, or of a reason of its own
   */
  public boolean isGood() {
    return code == NORMAL || code == GOING_AWAY || code == NO_STATUS;
  }

  /**
   * The payload of the frame that says this.
   *
   * @return nothing for {@link #NO_STATUS}; else the code and as much of the reason as fits
   */
  byte[] payload() {
    if (code == NO_STATUS) {
      return new byte[0];
    }
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(text.length, MAX_REASON);
    while (length > 0 && length < text.length && (text[length] & 0xc0) == 0x80) {
      length--; // not in the middle of a character
    }
    byte[] payload = new byte[2 + length];
    ByteBuffer.wrap(payload).putShort((short) code).put(text, 0, length);
    return payload;
  }

  @Override
  public String toString() {
    String shown = code == NO_STATUS ? "without a code" : Integer.toString(code);
    return reason.isEmpty() ? shown : shown + " \"" + reason.replaceAll("\\p{Cntrl}", "?") + '"';
  }
}
