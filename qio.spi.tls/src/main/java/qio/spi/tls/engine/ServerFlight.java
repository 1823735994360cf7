package qio.spi.tls.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads along while a server answers a hello, to learn whether it resumes a session: no engine
 * tells, and the age of a session depends on clocks. What is looked at is never encrypted, whatever
 * the version and the engine: in TLS 1.3 the server's hello names the key that it takes up (RFC
 * 8446, 4.2.11), in TLS 1.2 no certificate and no key come after the hello of a server that resumes
 * (RFC 5246, 7.3 and RFC 5077, 3.1).
 *
 * <pre>
 *   HELLO --hello of 1.3------------------------&gt; FULL or RESUMED
 *     |   (one that asks for another hello is skipped)
 *     +-----hello of 1.2--&gt; NEXT --what follows--&gt; FULL or RESUMED
 *   HELLO, NEXT --what cannot be read--&gt; UNKNOWN
 * </pre>
 *
 * <p>Not thread-safe: used by the thread of the handshake alone.
 */
final class ServerFlight {

  private enum State {
    HELLO,
    NEXT,
    FULL,
    RESUMED,
    UNKNOWN
  }

  /** Hellos of servers are much shorter; a peer must not make us keep more. */
  private static final int MAX_KEPT = 32 * 1024;

  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;

  private static final int SERVER_HELLO = 2;
  private static final int NEW_SESSION_TICKET = 4;
  private static final int MESSAGE_HEADER = 4;

  private static final int RANDOM_AT = 2;
  private static final int SESSION_ID_AT = 34;
  private static final int SUITE_AND_COMPRESSION = 3;
  private static final int PRE_SHARED_KEY = 41;
  private static final int SUPPORTED_VERSIONS = 43;

  /** The random of a hello that asks the client for another one (RFC 8446, 4.1.3). */
  private static final byte[] HELLO_RETRY =
      HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

  private static final byte[] NOTHING = {};

  // Confined to the thread of the handshake.
  private State state = State.HELLO;
  private byte[] kept = NOTHING;

  /** Whether nothing more need be looked at. */
  boolean isDecided() {
    return state != State.HELLO && state != State.NEXT;
  }

  /** Whether an earlier session is resumed; false as long as that is not known. */
  boolean isResumed() {
    return state == State.RESUMED;
  }

  /**
   * Looks at records that the server has sent, in their order and each once.
   *
   * @param records whole records; neither they nor the position are changed
   */
  void look(ByteBuffer records) {
    ByteBuffer from = records.duplicate();
    while (!isDecided() && from.remaining() >= RecordHeader.SIZE) {
      int type = from.get(from.position());
      int size = RecordHeader.SIZE + RecordHeader.payload(from);
      if (size > from.remaining()) {
        decide(State.UNKNOWN); // no record, which the engine will say
        return;
      }
      ByteBuffer payload =
          from.slice(from.position() + RecordHeader.SIZE, size - RecordHeader.SIZE);
      from.position(from.position() + size);
      if (type == HANDSHAKE) {
        keep(payload);
        readMessages();
      } else if (type == CHANGE_CIPHER_SPEC && state == State.NEXT) {
        decide(State.RESUMED);
      }
    }
  }

  private void keep(ByteBuffer payload) {
    if (kept.length + payload.remaining() > MAX_KEPT) {
      decide(State.UNKNOWN);
      return;
    }
    int end = kept.length;
    kept = Arrays.copyOf(kept, end + payload.remaining());
    payload.get(kept, end, payload.remaining());
  }

  private void readMessages() {
    while (state == State.HELLO && kept.length >= MESSAGE_HEADER) {
      int size =
          MESSAGE_HEADER + (((kept[1] & 0xFF) << 16) | ((kept[2] & 0xFF) << 8) | (kept[3] & 0xFF));
      if (kept[0] != SERVER_HELLO || size > MAX_KEPT) {
        decide(State.UNKNOWN);
      } else if (kept.length < size) {
        return;
      } else {
        byte[] hello = Arrays.copyOfRange(kept, MESSAGE_HEADER, size);
        kept = Arrays.copyOfRange(kept, size, kept.length);
        read(hello);
      }
    }
    if (state == State.NEXT && kept.length > 0) {
      decide(kept[0] == NEW_SESSION_TICKET ? State.RESUMED : State.FULL);
    }
  }

  private void read(byte[] hello) {
    if (hello.length <= SESSION_ID_AT) {
      decide(State.UNKNOWN);
      return;
    }
    int randomEnd = RANDOM_AT + HELLO_RETRY.length;
    if (Arrays.equals(hello, RANDOM_AT, randomEnd, HELLO_RETRY, 0, HELLO_RETRY.length)) {
      return;
    }
    boolean isNew = false;
    boolean namesKey = false;
    int at = SESSION_ID_AT + 1 + (hello[SESSION_ID_AT] & 0xFF) + SUITE_AND_COMPRESSION + 2;
    while (at + 4 <= hello.length) {
      int extension = twoBytes(hello, at);
      isNew |= extension == SUPPORTED_VERSIONS;
      namesKey |= extension == PRE_SHARED_KEY;
      at += 4 + twoBytes(hello, at + 2);
    }
    if (isNew) {
      decide(namesKey ? State.RESUMED : State.FULL);
    } else {
      state = State.NEXT;
    }
  }

  private static int twoBytes(byte[] bytes, int at) {
    return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
  }

  private void decide(State decision) {
    state = decision;
    kept = NOTHING;
  }
}
