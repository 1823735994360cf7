package org.example.qio.zstd;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The beginning of a frame (RFC 8878, section 3.1.1.1), which says how much memory the rest will
 * need. The library allocates that at once, so it is looked at before the library sees it.
 */
final class FrameHeader {

  private static final int MAGIC = 0xFD2FB528;
  private static final int MAGIC_SIZE = 4;
  private static final int[] DICTIONARY_SIZE = {0, 1, 2, 4};
  private static final int[] CONTENT_SIZE = {0, 2, 4, 8};

  /** More bytes are needed to tell. */
  static final long INCOMPLETE = -1;

  private FrameHeader() {}

  /**
   * The window that a frame asks for; 0 for one that is skipped, or that is none and that the
   * library will refuse.
   *
   * @param from where the frame begins; its position stays
   */
  static long window(ByteBuffer from) {
    ByteBuffer header = from.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (header.remaining() < MAGIC_SIZE) {
      return INCOMPLETE;
    }
    int magic = header.getInt();
    if (magic != MAGIC) {
      return 0;
    }
    if (!header.hasRemaining()) {
      return INCOMPLETE;
    }
    int descriptor = header.get() & 0xFF;
    boolean singleSegment = (descriptor & 0x20) != 0;
    return singleSegment ? contentSize(header, descriptor) : windowSize(header);
  }

  private static long windowSize(ByteBuffer header) {
    if (!header.hasRemaining()) {
      return INCOMPLETE;
    }
    int text = header.get() & 0xFF;
    long base = 1L << (10 + (text >> 3));
    return base + base / 8 * (text & 7);
  }

  /** A frame in a single segment has its content for a window. */
  private static long contentSize(ByteBuffer header, int descriptor) {
    int dictionary = DICTIONARY_SIZE[descriptor & 3];
    int size = Math.max(1, CONTENT_SIZE[descriptor >> 6]);
    if (header.remaining() < dictionary + size) {
      return INCOMPLETE;
    }
    header.position(header.position() + dictionary);
    return switch (size) {
      case 1 -> header.get() & 0xFFL;
      case 2 -> (header.getShort() & 0xFFFFL) + 256;
      case 4 -> header.getInt() & 0xFFFFFFFFL;
      default -> header.getLong() & Long.MAX_VALUE;
    };
  }
}
