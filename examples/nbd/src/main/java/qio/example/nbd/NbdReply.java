package qio.example.nbd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One answer to an option.
 *
 * @param type {@code NBD_REP_…}; refusals are negative
 * @param payload what it brings
 */
record NbdReply(int type, ByteBuffer payload) {

  static final int ACK = 1;
  static final int INFO = 3;

  private static final Map<Integer, String> REFUSALS =
      Map.of(
          1, "it does not know that option",
          2, "its policy forbids it",
          3, "it takes the request for malformed",
          4, "its platform cannot",
          5, "it wants TLS first; connect with TLS",
          6, "it has no such export",
          7, "it is shutting down",
          8, "it wants block sizes to be asked for",
          9, "the request is too large");

  boolean refuses() {
    return type < 0;
  }

  /** Why, in the server's own words where it has some. */
  String reason() {
    String own = StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
    int number = type & Integer.MAX_VALUE;
    String known = REFUSALS.getOrDefault(number, "it refuses with number " + number);
    return own.isBlank() ? known : known + " (" + own.strip() + ")";
  }
}
