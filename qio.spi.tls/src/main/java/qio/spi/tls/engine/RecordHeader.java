package qio.spi.tls.engine;

import java.nio.ByteBuffer;

/**
 * The five bytes before every record (RFC 8446, 5.1): type, version, length. Read here too, and not
 * by the engine alone, to know without asking it whether a record is complete and how much room its
 * content can need at most.
 */
final class RecordHeader {

  /** Bytes of a header. */
  static final int SIZE = 5;

  /**
   * The longest record that some implementations send, and the JDK's engine accepts, beyond the
   * standard's limit.
   */
  static final int MAX_RECORD = SIZE + 33_088;

  private static final int FIRST_TYPE = 20; // change_cipher_spec
  private static final int LAST_TYPE = 23; // application_data
  private static final int MAJOR_VERSION = 3;

  private RecordHeader() {}

  /**
   * Whether the engine can do something with these bytes: a whole record is there, or what is there
   * can never become one, which the engine is to say, with the right alert.
   */
  static boolean isWholeOrBroken(ByteBuffer records) {
    if (records.remaining() < SIZE) {
      return false;
    }
    return isBroken(records) || records.remaining() >= SIZE + payload(records);
  }

  /** Whether these bytes, a header at least, do not begin a record. */
  static boolean isBroken(ByteBuffer records) {
    int at = records.position();
    int type = records.get(at);
    return type < FIRST_TYPE
        || type > LAST_TYPE
        || records.get(at + 1) != MAJOR_VERSION
        || SIZE + payload(records) > MAX_RECORD;
  }

  /** The bytes after the header; its plain text is never longer. */
  static int payload(ByteBuffer records) {
    return records.getShort(records.position() + 3) & 0xFFFF;
  }
}
