package org.example.qio.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.example.qio.zstd.ZstdFormatException;
import org.example.qio.zstd.ZstdWindowException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.TruncatedStreamException;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;

/**
 * What a peer may send that is no zstd, not all of it, or too much. Frames are written by hand, as
 * RFC 8878 has them: magic number, descriptor, window, then blocks.
 */
final class ZstdErrorsTest {

  private static final String MAGIC = "28b52ffd";

  /** A descriptor without content size and checksum. */
  private static final String PLAIN = "00";

  /** A window byte: 2 to the power of ten plus its upper five bits. */
  private static final String WINDOW_1_KIB = "00";

  private static final String WINDOW_16_MIB = "70";

  /** A raw block with "hi"; there are more. */
  private static final String HI = "100000" + "6869";

  /** The same, and the last one. */
  private static final String LAST_HI = "110000" + "6869";

  private final MemoryPair pair = MemoryChannels.pair();

  /** What the layer has not closed. */
  @AfterEach
  void close() throws IOException {
    pair.first().close();
    pair.second().close();
  }

  private QioChannel zstd(String... options) throws IOException {
    QioOptions all = QioOptions.none();
    for (int i = 0; i < options.length; i += 2) {
      all = all.with(options[i], options[i + 1]);
    }
    return Qio.layer("zstd", pair.first(), all);
  }

  private void peerSends(String hex) throws IOException {
    pair.second().writeAll(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  private void peerSendsAllOf(String hex) throws IOException {
    peerSends(hex);
    pair.second().close();
  }

  private static String read(QioChannel channel) throws IOException {
    ByteBuffer some = ByteBuffer.allocate(100);
    int n = channel.read(some);
    return n == QioChannel.EOF ? "end" : StandardCharsets.US_ASCII.decode(some.flip()).toString();
  }

  // ---- the window ----

  @Test
  void aFrameThatWantsMoreMemoryThanAllowedIsRefusedBeforeItHasAny() throws Exception {
    try (QioChannel channel = zstd()) {
      peerSends(MAGIC + PLAIN + WINDOW_16_MIB);
      var refused = assertThrows(ZstdWindowException.class, () -> read(channel));
      assertEquals(16 << 20, refused.wanted());
      String message = refused.getMessage();
      assertTrue(message.startsWith(channel.address() + ": "), message);
      assertTrue(message.contains("window of 16777216 bytes and the limit is 8388608"), message);
      assertTrue(message.contains("window=…"), message);
      var again = assertThrows(ZstdWindowException.class, () -> read(channel));
      assertNotSame(refused, again);
    }
  }

  /**
   * A frame in a single segment says so with the size of its content, here 2 to the power of 40.
   */
  @Test
  void soIsOneInASingleSegment() throws Exception {
    try (QioChannel channel = zstd()) {
      peerSends(MAGIC + "e0" + "0000000000010000");
      var refused = assertThrows(ZstdWindowException.class, () -> read(channel));
      assertEquals(1L << 40, refused.wanted());
    }
  }

  @Test
  void aLargerWindowAllowsIt() throws Exception {
    try (QioChannel channel = zstd("window", "16MiB")) {
      peerSends(MAGIC + PLAIN + WINDOW_16_MIB + LAST_HI);
      assertEquals("hi", read(channel));
    }
  }

  @Test
  void aSmallerWindowRefusesWhatOurOwnWriterSends() throws Exception {
    byte[] much = new byte[300_000];
    QioChannel writer = Qio.layer("zstd", pair.second(), QioOptions.none());
    try (writer;
        QioChannel channel = zstd("window", "1KiB")) {
      writer.setBlocking(false);
      assertTrue(writer.write(ByteBuffer.wrap(much)) > 0);
      assertThrows(ZstdWindowException.class, () -> read(channel));
    }
  }

  // ---- the end ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "28b5", // in the magic number
        MAGIC, // in the header
        MAGIC + PLAIN + WINDOW_1_KIB, // before the first block
        MAGIC + PLAIN + WINDOW_1_KIB + "1000", // in a block's header
      })
  void anEndWithinAFrameIsNoEnd(String sent) throws Exception {
    try (QioChannel channel = zstd()) {
      peerSendsAllOf(sent);
      var cut = assertThrows(TruncatedStreamException.class, () -> read(channel));
      assertTrue(cut.getMessage().contains("relaxed-eof=on"), cut.getMessage());
    }
  }

  @Test
  void whatCameBeforeTheCutIsGiven() throws Exception {
    try (QioChannel channel = zstd()) {
      peerSendsAllOf(MAGIC + PLAIN + WINDOW_1_KIB + HI);
      assertEquals("hi", read(channel));
      assertThrows(TruncatedStreamException.class, () -> read(channel));
    }
  }

  @Test
  void relaxedEofTakesACutForAnEnd() throws Exception {
    try (QioChannel channel = zstd("relaxed-eof", "on")) {
      peerSendsAllOf(MAGIC + PLAIN + WINDOW_1_KIB + HI);
      assertEquals("hi", read(channel));
      assertEquals("end", read(channel));
    }
  }

  @Test
  void soDoesTheFlagOfOneRead() throws Exception {
    try (QioChannel channel = zstd()) {
      peerSendsAllOf(MAGIC + PLAIN + WINDOW_1_KIB);
      ByteBuffer[] dsts = {ByteBuffer.allocate(10)};
      assertEquals(
          QioChannel.EOF, channel.readvFull(dsts, 0, 1, null, Set.of(ReadFlag.RELAXED_EOF)));
      assertThrows(TruncatedStreamException.class, () -> read(channel));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", MAGIC + PLAIN + WINDOW_1_KIB + "010000"})
  void anEndBetweenFramesIsOne(String sent) throws Exception {
    try (QioChannel channel = zstd()) {
      peerSendsAllOf(sent);
      assertEquals("end", read(channel));
    }
  }

  // ---- garbage ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "474554202f20485454502f312e310d0a", // GET / HTTP/1.1
        "0000000000000000",
        "ffffffffffffffff",
        MAGIC + "08" + WINDOW_1_KIB + HI, // a reserved bit in the descriptor
        MAGIC + PLAIN + WINDOW_1_KIB + "16000068", // a block of the reserved type
        MAGIC + PLAIN + WINDOW_1_KIB + "f8ff7f", // a block larger than the window
        MAGIC + PLAIN + WINDOW_1_KIB + "140000ffff" // a compressed block that is none
      })
  void whatIsNoZstdIsRefused(String sent) throws Exception {
    try (QioChannel channel = zstd()) {
      peerSends(sent);
      peerSends("00".repeat(2000)); // enough to decide upon
      var refused = assertThrows(ZstdFormatException.class, () -> readToTheEnd(channel));
      assertTrue(refused.getMessage().contains("not zstd"), refused.getMessage());
      var again = assertThrows(ZstdFormatException.class, () -> read(channel));
      assertNotSame(refused, again);
    }
  }

  private static void readToTheEnd(QioChannel channel) throws IOException {
    String last = read(channel);
    while (!last.equals("end")) {
      last = read(channel);
    }
  }

  @Test
  void garbageAfterAFrameIsToldAfterItsContent() throws Exception {
    try (QioChannel channel = zstd()) {
      peerSends(MAGIC + PLAIN + WINDOW_1_KIB + LAST_HI + "ffffffffffffffff");
      assertEquals("hi", read(channel));
      assertThrows(ZstdFormatException.class, () -> read(channel));
    }
  }

  /** Whatever bit of a stream is flipped: nothing wrong is given without a failure at the end. */
  @Test
  void aFlippedBitIsNeverAnUnnoticedOne() throws Exception {
    byte[] content = new byte[2_000];
    new Random(3).nextBytes(content);
    byte[] stream = compressed(content);
    assertTrue(stream.length < 3_000, "it fits the window of a pair");
    var random = new Random(4);
    for (int i = 0; i < 300; i++) {
      int bit = random.nextInt(stream.length * 8);
      byte[] damaged = stream.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      MemoryPair other = MemoryChannels.pair();
      try (QioChannel channel = Qio.layer("zstd", other.first(), QioOptions.none())) {
        other.second().writeAll(ByteBuffer.wrap(damaged));
        other.second().close();
        byte[] given = channel.asInputStream().readAllBytes();
        assertArrayEquals(content, given, "bit " + bit + " is flipped and nobody said so");
      } catch (IOException noticed) {
        assertTrue(
            noticed instanceof ZstdFormatException
                || noticed instanceof ZstdWindowException
                || noticed instanceof TruncatedStreamException,
            "bit " + bit + ": " + noticed);
      }
    }
  }

  private static byte[] compressed(byte[] content) throws IOException {
    MemoryPair pair = MemoryChannels.pair();
    try (QioChannel below = pair.second()) {
      try (QioChannel writer = Qio.layer("zstd", pair.first(), QioOptions.none())) {
        writer.writeAll(ByteBuffer.wrap(content));
      }
      byte[] all = below.asInputStream().readAllBytes();
      assertFalse(Arrays.equals(content, all));
      return all;
    }
  }

  // ---- close ----

  /**
   * The peer takes nothing; the pair's window is full, and the layer holds what it has accepted.
   */
  @Test
  void closeGivesUpInTimeAndSaysThatDataAreLost() throws Exception {
    byte[] noise = new byte[64 << 10];
    new Random(6).nextBytes(noise);
    QioChannel channel = zstd("close-timeout", "150ms");
    channel.setBlocking(false);
    int n = channel.write(ByteBuffer.wrap(noise));
    while (n != QioChannel.WOULD_BLOCK) {
      n = channel.write(ByteBuffer.wrap(noise));
    }
    long start = System.nanoTime();
    var lost = assertThrows(IOException.class, channel::close);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(lost.getMessage().contains("(close-timeout)"), lost.getMessage());
    assertTrue(lost.getMessage().contains("150 ms"), lost.getMessage());
    assertTrue(took.compareTo(Duration.ofMillis(140)) > 0, () -> "it did not wait: " + took);
    assertTrue(took.compareTo(Duration.ofSeconds(20)) < 0, () -> "it waited for " + took);
    assertFalse(pair.first().isOpen());
  }
}
