package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;

/** Bytes for tests, and ways of moving them that hold in every mode. */
public final class Bytes {

  /** No back-pressure that is worth the name lets more than this through. */
  private static final long NO_WINDOW_IS_LARGER = 256L << 20;

  private static final int BLOCK = 16 * 1024;

  private Bytes() {}

  /**
   * The bytes of a text.
   *
   * @param text characters of ASCII
   * @return a buffer that holds them
   */
  public static ByteBuffer of(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * What a buffer has been filled with, as a text.
   *
   * @param filled a buffer whose position is behind the bytes
   * @return characters of ASCII
   */
  public static String text(ByteBuffer filled) {
    return StandardCharsets.US_ASCII.decode(filled.duplicate().flip()).toString();
  }

  /**
   * The byte at a place of the endless test stream. No period, so shifts are seen, and as good as
   * random, so that a layer that compresses is filled up like any other channel.
   */
  static byte at(long place) {
    long mixed = (place + 1) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    return (byte) (mixed >>> 56);
  }

  /**
   * A piece of the endless test stream.
   *
   * @param from the place of its first byte
   * @param size how many bytes
   * @return a buffer that holds them
   */
  public static ByteBuffer stream(long from, int size) {
    byte[] piece = new byte[size];
    for (int i = 0; i < size; i++) {
      piece[i] = at(from + i);
    }
    return ByteBuffer.wrap(piece);
  }

  /**
   * Checks that a buffer was filled with a piece of the endless test stream.
   *
   * @param from the place of its first byte
   * @param filled a buffer whose position is behind the bytes
   */
  public static void assertStream(long from, ByteBuffer filled) {
    byte[] came = new byte[filled.position()]; // a buffer, asked for each byte, takes much longer
    filled.get(0, came);
    for (int i = 0; i < came.length; i++) {
      if (came[i] != at(from + i)) {
        fail("byte %d of the stream is %d, not %d".formatted(from + i, came[i], at(from + i)));
      }
    }
  }

  /**
   * Reads at least one byte or finds the end, in either mode.
   *
   * @param channel where to read
   * @param dst a buffer with room
   * @return bytes read or {@link QioChannel#EOF}
   * @throws IOException if reading fails
   */
  public static int readSome(QioChannel channel, ByteBuffer dst) throws IOException {
    int n = channel.read(dst);
    while (n == QioChannel.WOULD_BLOCK) {
      assertTrue(
          channel.await(IoCondition.IN, Patience.limit()), "nothing to read within the limit");
      n = channel.read(dst);
    }
    return n;
  }

  /**
   * Reads to the end of the stream and checks that it is the test stream.
   *
   * @param channel where to read
   * @param from the place of the first byte
   * @return how many bytes came
   * @throws IOException if reading fails
   */
  public static long drain(QioChannel channel, long from) throws IOException {
    ByteBuffer dst = ByteBuffer.allocate(BLOCK);
    long place = from;
    for (int n = readSome(channel, dst); n != QioChannel.EOF; n = readSome(channel, dst.clear())) {
      assertEquals(n, dst.position(), "the position tells what was read");
      assertStream(place, dst);
      place += n;
    }
    return place - from;
  }

  /**
   * Writes the test stream, from its beginning, until the channel takes no more. Leaves it in
   * non-blocking mode.
   *
   * @param channel where to write
   * @return how many bytes it took
   * @throws IOException if writing fails
   */
  public static long fillUp(QioChannel channel) throws IOException {
    channel.setBlocking(false);
    long taken = 0;
    ByteBuffer block = ByteBuffer.allocate(0);
    for (; ; ) {
      if (!block.hasRemaining()) {
        block = stream(taken, BLOCK);
      }
      int before = block.position();
      int n = channel.write(block);
      if (n == QioChannel.WOULD_BLOCK) {
        assertEquals(before, block.position(), "nothing was taken, so the position stays");
        Fill fill = Fill.of(channel, taken);
        if (!channel.await(IoCondition.OUT, fill.settlingTime())) {
          fill.isSettled();
          return taken;
        }
        continue;
      }
      assertEquals(before + n, block.position(), "the position tells what was taken");
      assertTrue(n > 0, "a write of bytes is no success if it takes none");
      taken += n;
      assertTrue(taken < NO_WINDOW_IS_LARGER, "no back-pressure: it took that much: " + taken);
    }
  }

  /**
   * More than a channel that was filled up takes without being read. A socket takes some more when
   * the system gives it larger buffers.
   *
   * @param full the channel
   * @param taken what it took when it was filled up
   * @return how many bytes are surely too many
   */
  static int tooMuchFor(QioChannel full, long taken) {
    return Math.toIntExact(Math.max(100_000, 2 * Fill.of(full, taken).most()));
  }

  /**
   * More than any channel takes at once, without using much memory; repeats itself too rarely for a
   * layer that compresses to see it.
   *
   * @return buffers that hold half a gibibyte together
   */
  static ByteBuffer[] flood() {
    ByteBuffer[] all = new ByteBuffer[64];
    for (int i = 0; i < all.length; i++) {
      all[i] = Flood.BLOCK.duplicate();
    }
    return all;
  }

  /** Made when it is first needed. */
  private static final class Flood {
    private static final ByteBuffer BLOCK = stream(0, 8 << 20);
  }
}
