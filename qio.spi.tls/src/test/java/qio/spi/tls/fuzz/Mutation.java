package qio.spi.tls.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes inputs of others, by a few small changes each. */
final class Mutation {

  private static final int MOST_BYTES = 64 * 1024;
  private static final int MOST_CHANGES = 8;

  /** Bytes that lengths and kinds are often wrong with. */
  private static final int[] BORDERS = {0, 1, 0x7F, 0x80, 0x81, 0x84, 0xFF, 2, 20, 21, 22, 23, 48};

  private static final List<byte[]> WORDS =
      List.of(
          new byte[] {22, 3, 3, 0, 4},
          new byte[] {21, 3, 3, 0, 2, 2, 40},
          new byte[] {20, 3, 3, 0, 1, 1},
          new byte[] {23, 3, 3, 64, 0},
          new byte[] {0, 41, 0, 2, 0, 0},
          new byte[] {0, 43, 0, 2, 3, 4},
          "-----BEGIN PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII),
          "-----END PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII),
          "-----BEGIN EC PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII));

  private final Random random;

  Mutation(Random random) {
    this.random = random;
  }

  byte[] of(byte[] one, byte[] other) {
    byte[] made = one.clone();
    for (int i = 1 + random.nextInt(MOST_CHANGES); i > 0; i--) {
      made = changed(made, other);
    }
    return made.length <= MOST_BYTES ? made : Arrays.copyOf(made, MOST_BYTES);
  }

  private byte[] changed(byte[] bytes, byte[] other) {
    if (bytes.length == 0) {
      return other.clone();
    }
    int at = random.nextInt(bytes.length);
    int end = at + random.nextInt(Math.min(64, bytes.length - at) + 1);
    return switch (random.nextInt(8)) {
      case 0 -> with(bytes, at, bytes[at] ^ 1 << random.nextInt(8));
      case 1 -> with(bytes, at, BORDERS[random.nextInt(BORDERS.length)]);
      case 2 -> with(bytes, at, bytes[at] + random.nextInt(9) - 4);
      case 3 -> with(bytes, 0, random.nextInt(16));
      case 4 -> spliced(bytes, at, new byte[0], end);
      case 5 -> spliced(bytes, at, Arrays.copyOfRange(bytes, at, end), at);
      case 6 -> spliced(bytes, at, WORDS.get(random.nextInt(WORDS.size())), at);
      default -> {
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        yield spliced(bytes, at, Arrays.copyOfRange(other, from, other.length), end);
      }
    };
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    bytes[at] = (byte) value;
    return bytes;
  }

  /** The bytes before one place, others, and the bytes from another place on. */
  private static byte[] spliced(byte[] bytes, int before, byte[] between, int from) {
    byte[] made = Arrays.copyOf(bytes, before + between.length + bytes.length - from);
    System.arraycopy(between, 0, made, before, between.length);
    System.arraycopy(bytes, from, made, before + between.length, bytes.length - from);
    return made;
  }
}
