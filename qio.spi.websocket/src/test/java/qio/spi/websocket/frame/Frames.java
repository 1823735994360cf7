package qio.spi.websocket.frame;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Frames as a peer would write them, byte by byte as RFC 6455, 5.2 has it, right or wrong. */
final class Frames {

  static final FrameLimits AT_SERVER =
      new FrameLimits(true, false, false, Long.MAX_VALUE, Long.MAX_VALUE);
  static final FrameLimits AT_CLIENT =
      new FrameLimits(false, true, false, Long.MAX_VALUE, Long.MAX_VALUE);

  private static final int[] MASK = {0x11, 0xa2, 0x33, 0xf4};

  private Frames() {}

  static byte[] masked(int first, byte[] payload) {
    return frame(first, payload, true, 0);
  }

  static byte[] plain(int first, byte[] payload) {
    return frame(first, payload, false, 0);
  }

  /** A frame whose length takes at least so many bytes: 0, 2 or 8. */
  static byte[] frame(int first, byte[] payload, boolean mask, int leastLengthBytes) {
    var out = new ByteArrayOutputStream();
    int n = payload.length;
    int lengthBytes = Math.max(leastLengthBytes, n < 126 ? 0 : n < 65_536 ? 2 : 8);
    out.write(first);
    out.write((mask ? 0x80 : 0) | (lengthBytes == 0 ? n : lengthBytes == 2 ? 126 : 127));
    for (int i = lengthBytes - 1; i >= 0; i--) {
      out.write((int) ((long) n >>> 8 * i));
    }
    if (mask) {
      for (int part : MASK) {
        out.write(part);
      }
    }
    for (int i = 0; i < n; i++) {
      out.write(payload[i] ^ (mask ? MASK[i % 4] : 0));
    }
    return out.toByteArray();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** What a decoder finds in bytes that come in two pieces: payload as text, and other events. */
  static List<String> decode(FrameDecoder decoder, byte[] bytes, int split) throws FrameViolation {
    List<String> found = new ArrayList<>();
    ByteBuffer data = ByteBuffer.allocate(bytes.length);
    ByteBuffer src = ByteBuffer.wrap(bytes.clone()).limit(split); // is changed by unmasking
    decodeInto(decoder, src, data, found);
    decodeInto(decoder, src.limit(bytes.length), data, found);
    return found;
  }

  private static void decodeInto(
      FrameDecoder decoder, ByteBuffer src, ByteBuffer data, List<String> found)
      throws FrameViolation {
    for (; ; ) {
      FrameDecoder.Event event = decoder.next(src);
      switch (event) {
        case NEED_MORE -> {
          return;
        }
        case DATA -> decoder.take(src, data);
        case MESSAGE_END -> found.add("MESSAGE " + text(data));
        case PING, PONG, CLOSE -> {
          ByteBuffer payload = decoder.control();
          found.add(event + " " + text(payload.position(payload.limit())));
        }
      }
    }
  }

  /** What was put into a buffer, which is empty afterwards. */
  static String text(ByteBuffer filled) {
    byte[] all = new byte[filled.position()];
    filled.get(0, all);
    filled.clear();
    return new String(all, StandardCharsets.UTF_8);
  }

  /** The next bytes of a buffer, which are taken from it. */
  static byte[] taken(ByteBuffer src, int count) {
    byte[] bytes = new byte[count];
    src.get(bytes);
    return bytes;
  }
}
