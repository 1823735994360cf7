package qio.spi.websocket.frame;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import qio.tck.Rule;

/** Whatever a peer sends is delivered or refused, and nothing else happens. */
@Rule("WS-27")
@Timeout(60)
final class CorpusTest {

  private static final int RUNS = 30_000;
  private static final String HEAD =
      "GET /chat HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
          + "Origin: http://h\r\nSec-WebSocket-Protocol: a, binary\r\n"
          + "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=\"15\"\r\n\r\n";
  private static final String ANSWER =
      "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
          + "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n\r\n";

  /** What the inputs are made of: each reader, with what it understands. */
  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int how = 0; how < 128; how++) {
      boolean masked = (how & 2) != 0;
      byte[] start = {(byte) how};
      byte[] text = Frames.bytes("h\u00e9llo \u20ac");
      seeds.add(
          Frames.join(
              start,
              Frames.frame(0x02, text, masked, 0),
              Frames.frame(0x89, text, masked, 0),
              Frames.frame(0x80, new byte[300], masked, 8),
              Frames.frame(0x81, text, masked, 2),
              Frames.frame(0x88, new byte[] {3, (byte) 0xe8, 'x'}, masked, 0)));
      seeds.add(
          Frames.join(
              start,
              Frames.frame(0xc1, HexFormat.of().parseHex("f248cdc9c90700"), masked, 0),
              Frames.frame(0xc2, HexFormat.of().parseHex("f200110000"), masked, 0)));
    }
    seeds.add(Frames.join(new byte[] {(byte) 0x81}, Frames.bytes(HEAD)));
    seeds.add(Frames.join(new byte[] {(byte) 0x80}, Frames.bytes(ANSWER)));
    return seeds;
  }

  @Test
  void theCorpusIsDeliveredOrRefused() throws IOException {
    int count = 0;
    try (DirectoryStream<Path> corpus =
        Files.newDirectoryStream(Path.of("src", "test", "fuzz", "frames"))) {
      for (Path input : corpus) {
        FrameFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
        count++;
      }
    }
    assertTrue(count > 20, "the corpus is there");
  }

  @Test
  void inputsMadeOfGoodOnesAreDeliveredOrRefused() {
    List<byte[]> seeds = seeds();
    seeds.forEach(FrameFuzz::fuzzerTestOneInput);
    long seed = Long.getLong("qio.seed", System.nanoTime());
    var random = new Random(seed);
    for (int i = 0; i < RUNS; i++) {
      byte[] input = mutated(random, seeds);
      try {
        FrameFuzz.fuzzerTestOneInput(input);
      } catch (RuntimeException e) {
        throw new AssertionError(
            "-Dqio.seed=" + seed + ", run " + i + ": " + HexFormat.of().formatHex(input), e);
      }
    }
  }

  private static byte[] mutated(Random random, List<byte[]> seeds) {
    byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(input.length);
      switch (random.nextInt(5)) {
        case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> input[at] = (byte) random.nextInt();
        case 2 -> input = Arrays.copyOf(input, at + 1);
        case 3 -> {
          byte[] other = seeds.get(random.nextInt(seeds.size()));
          int from = random.nextInt(other.length);
          input =
              Frames.join(
                  Arrays.copyOf(input, at + 1), Arrays.copyOfRange(other, from, other.length));
        }
        default ->
            input =
                Frames.join(
                    Arrays.copyOf(input, at + 1), Arrays.copyOfRange(input, at, input.length));
      }
    }
    return input;
  }
}
