package qio.tests.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;
import qio.spi.websocket.WsOptions;
import qio.tck.Job;
import qio.tck.Rule;
import qio.tck.Setting;

/**
 * What a peer sees of an echo server of ours, and of an echo client, case by case as the well-known
 * conformance suite for WebSocket orders them: 1 framing, 2 pings and pongs, 3 reserved bits, 4
 * opcodes, 5 fragmentation, 6 UTF-8, 7 closing, 9 limits, 10 pieces, 12 and 13 compression. Written
 * anew from RFC 6455 and RFC 7692. A channel is a stream, so an echo has the bytes and not the
 * borders of the messages.
 */
@Rule({"WS-10", "WS-12", "WS-13", "WS-15", "WS-17", "WS-24"})
final class ConformanceTest {

  private static final QioOptions BINARY = WsPairs.PATIENT.with(WsOptions.DEFLATE, true);
  private static final QioOptions TEXT = BINARY.with(WsOptions.TEXT, true);

  /**
   * A case: what the peer sends, and what it gets.
   *
   * @param id the section and number
   * @param sent frames, unmasked
   * @param echo the payload of data frames that comes back, if the end is a good one
   * @param pongs the payloads of the pongs
   * @param code the code of our close frame
   */
  private record Case(String id, List<Frame> sent, byte[] echo, List<String> pongs, int code) {

    QioOptions options() {
      return sent.stream().anyMatch(frame -> (frame.first() & 0x0f) == 1) ? TEXT : BINARY;
    }
  }

  private static final List<Case> CASES = new ArrayList<>();

  private static Frame frame(int first, byte[] payload) {
    return new Frame(first, true, payload);
  }

  private static Frame frame(int first, String payload) {
    return frame(first, utf8(payload));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static Frame close(int code) {
    return frame(0x88, Frame.closing(code, ""));
  }

  private static List<Frame> then(Frame last, Frame... first) {
    List<Frame> all = new ArrayList<>(List.of(first));
    all.add(last);
    return all;
  }

  /** Frames that are sent back, and then a close. */
  private static void good(String id, String echo, Frame... sent) {
    CASES.add(new Case(id, then(close(1000), sent), utf8(echo), List.of(), 1000));
  }

  private static void bad(String id, int code, Frame... sent) {
    CASES.add(new Case(id, List.of(sent), new byte[0], List.of(), code));
  }

  static {
    framing();
    pings();
    reserved();
    fragments();
    text();
    closing();
  }

  private static void framing() {
    int[] sizes = {0, 125, 126, 127, 128, 65_535, 65_536};
    for (int i = 0; i < sizes.length; i++) {
      String text = "*".repeat(sizes[i]);
      good("1.1." + (i + 1), text, frame(0x81, text));
      byte[] binary = new byte[sizes[i]];
      Arrays.fill(binary, (byte) 0xfe);
      CASES.add(
          new Case(
              "1.2." + (i + 1),
              List.of(frame(0x82, binary), close(1000)),
              binary,
              List.of(),
              1000));
    }
  }

  private static void pings() {
    String binary = "\u0000\u0001~".repeat(20);
    for (String payload : List.of("", "Hello, world!", binary, "p".repeat(125))) {
      CASES.add(
          new Case(
              "2." + payload.length(),
              List.of(frame(0x89, payload), close(1000)),
              new byte[0],
              List.of(payload),
              1000));
    }
    bad("2.5", 1002, frame(0x89, "p".repeat(126)));
    good("2.7", "", frame(0x8a, ""));
    good("2.8", "", frame(0x8a, "unsolicited"));
    CASES.add(
        new Case(
            "2.9",
            List.of(frame(0x8a, "unsolicited"), frame(0x89, "ping"), close(1000)),
            new byte[0],
            List.of("ping"),
            1000));
    List<Frame> ten = new ArrayList<>();
    List<String> pongs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ten.add(frame(0x89, "ping " + i));
      pongs.add("ping " + i);
    }
    ten.add(close(1000));
    CASES.add(new Case("2.10", ten, new byte[0], pongs, 1000));
  }

  private static void reserved() {
    for (int bits = 1; bits <= 7; bits++) {
      if (bits == 4) {
        continue; // on a message it means compression, which was agreed on
      }
      bad("3." + bits, 1002, frame(0x81 | bits << 4, "Hello, world!"));
      bad("3.ping." + bits, 1002, frame(0x89 | bits << 4, ""));
      bad("3.close." + bits, 1002, frame(0x88 | bits << 4, Frame.closing(1000, "")));
    }
    bad("3.ping.4", 1002, frame(0x89 | 0x40, ""));
    for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
      bad("4." + opcode, 1002, frame(0x80 | opcode, ""));
      bad("4.payload." + opcode, 1002, frame(0x80 | opcode, "reserved opcode"));
    }
  }

  private static void fragments() {
    bad("5.1", 1002, frame(0x09, "fragment1"), frame(0x80, "fragment2"));
    bad("5.2", 1002, frame(0x0a, "fragment1"), frame(0x80, "fragment2"));
    good("5.3", "fragment1fragment2", frame(0x01, "fragment1"), frame(0x80, "fragment2"));
    for (String id : List.of("5.6", "5.7", "5.8")) {
      CASES.add(
          new Case(
              id,
              List.of(
                  frame(0x01, "fragment1"),
                  frame(0x89, "ping payload"),
                  frame(0x80, "fragment2"),
                  close(1000)),
              utf8("fragment1fragment2"),
              List.of("ping payload"),
              1000));
    }
    bad("5.9", 1002, frame(0x80, "non-continuation"), frame(0x81, "Hello, world!"));
    bad("5.12", 1002, frame(0x00, "non-continuation"), frame(0x81, "Hello, world!"));
    bad("5.15", 1002, frame(0x01, "f1"), frame(0x80, "f2"), frame(0x00, "f3"), frame(0x01, "f4"));
    bad("5.18", 1002, frame(0x01, "fragment1"), frame(0x81, "fragment2"));
    CASES.add(
        new Case(
            "5.19",
            List.of(
                frame(0x01, "f1"),
                frame(0x00, "f2"),
                frame(0x89, "p1"),
                frame(0x00, "f3"),
                frame(0x00, "f4"),
                frame(0x89, "p2"),
                frame(0x80, "f5"),
                close(1000)),
            utf8("f1f2f3f4f5"),
            List.of("p1", "p2"),
            1000));
  }

  private static void text() {
    good("6.1.1", "", frame(0x81, ""));
    good("6.1.2", "", frame(0x01, ""), frame(0x00, ""), frame(0x80, ""));
    good("6.1.3", "middle", frame(0x01, ""), frame(0x00, "middle"), frame(0x80, ""));
    String greek = "Hello-\u00b5@\u00df\u00f6\u00e4\u00fc\u00e0\u00e1-UTF-8!!";
    good("6.2.1", greek, frame(0x81, greek));
    List<Frame> bytes = new ArrayList<>();
    byte[] all = utf8(greek);
    for (int i = 0; i < all.length; i++) {
      bytes.add(frame(i == 0 ? 0x01 : 0x00, new byte[] {all[i]}));
    }
    bytes.add(frame(0x80, ""));
    good("6.2.3", greek, bytes.toArray(Frame[]::new));
    bad("6.3.1", 1007, frame(0x81, hex("cebae1bdb9cf83cebcceb5eda080656469746564")));
    bad(
        "6.4.1",
        1007,
        frame(0x01, hex("cebae1bdb9cf83cebcceb5")),
        frame(0x00, hex("f4908080")),
        frame(0x80, hex("656469746564")));
    String[] valid = {
      "00",
      "7f",
      "c280",
      "dfbf",
      "e0a080",
      "ed9fbf",
      "ee8080",
      "efbfbd",
      "efbfbe",
      "efbfbf",
      "f0908080",
      "f48fbfbf",
      "f09fbfbf",
      "cebae1bdb9cf83cebcceb5"
    };
    for (String sequence : valid) {
      good(
          "6.valid." + sequence,
          new String(hex(sequence), StandardCharsets.UTF_8),
          frame(0x81, hex(sequence)));
    }
    String[] invalid = {
      "80",
      "bf",
      "8080",
      "c0",
      "c020",
      "e020",
      "f020",
      "fe",
      "ff",
      "fefeffff",
      "c0af",
      "e080af",
      "f08080af",
      "f8808080af",
      "c1bf",
      "e09fbf",
      "f08fbfbf",
      "c080",
      "e08080",
      "eda080",
      "edadbf",
      "edb080",
      "edbfbf",
      "eda080edb080",
      "f4908080",
      "f888808080",
      "fc8480808080"
    };
    for (String sequence : invalid) {
      bad("6.invalid." + sequence, 1007, frame(0x81, hex(sequence)));
    }
    for (String cut : new String[] {"ce", "cebae1", "cebae1bd", "f09f", "f09fbf"}) {
      bad("6.incomplete." + cut, 1007, frame(0x81, hex(cut)));
    }
  }

  private static void closing() {
    good("7.1.1", "Hello World!", frame(0x81, "Hello World!"));
    CASES.add(new Case("7.1.2", List.of(close(1000), close(1000)), new byte[0], List.of(), 1000));
    CASES.add(
        new Case("7.1.3", List.of(close(1000), frame(0x89, "late")), new byte[0], List.of(), 1000));
    CASES.add(
        new Case("7.1.4", List.of(close(1000), frame(0x81, "late")), new byte[0], List.of(), 1000));
    CASES.add(
        new Case(
            "7.1.5",
            List.of(frame(0x01, "fragment1"), close(1000), frame(0x80, "fragment2")),
            utf8("fragment1"),
            List.of(),
            1000));
    bad("7.3.1", 1005, frame(0x88, ""));
    bad("7.3.2", 1002, frame(0x88, "x"));
    bad("7.3.4", 1000, frame(0x88, Frame.closing(1000, "Hello World!")));
    bad("7.3.5", 1000, frame(0x88, Frame.closing(1000, "*".repeat(123))));
    bad("7.3.6", 1002, frame(0x88, Frame.closing(1000, "*".repeat(124))));
    bad("7.5.1", 1007, frame(0x88, hex("03e8cebae1bdb9cf83cebcceb5eda080656469746564")));
    for (int code :
        new int[] {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999}) {
      bad("7.7." + code, code, close(code));
    }
    for (int code :
        new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535}) {
      bad("7.9." + code, 1002, close(code));
    }
  }

  static Stream<Arguments> cases() {
    return CASES.stream().map(each -> Arguments.of(Named.of(each.id(), each)));
  }

  /** A host that sends back what comes until it ends or fails. */
  private static Job<Void> echo(QioChannel channel) {
    return Setting.BLOCKING_VIRTUAL.start(
        () -> {
          try (channel) {
            ByteBuffer bytes = ByteBuffer.allocate(70_000);
            while (channel.read(bytes.clear()) != QioChannel.EOF) {
              channel.writeAll(bytes.flip());
            }
          } catch (IOException e) {
            // the peer has done what it should not, and is told so
          }
          return null;
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aServerDoesWhatItShould(Case each) throws Exception {
    try (RawPeer peer = RawPeer.connected(each.options())) {
      run(peer, each, true, Integer.MAX_VALUE);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aClientDoesWhatItShould(Case each) throws Exception {
    try (RawPeer peer = RawPeer.accepted(each.options())) {
      run(peer, each, false, Integer.MAX_VALUE);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aServerDoesSoWhenBytesComeInPieces(Case each) throws Exception {
    try (RawPeer peer = RawPeer.connected(each.options())) {
      run(peer, each, true, each.echo().length > 1000 ? 997 : 1);
    }
  }

  private static void run(RawPeer peer, Case each, boolean masked, int piece) throws Exception {
    Job<Void> host = echo(peer.channel());
    Job<Void> writer = Setting.BLOCKING_VIRTUAL.start(() -> send(peer, each, masked, piece));
    var data = new ByteArrayOutputStream();
    List<String> pongs = new ArrayList<>();
    Frame got = peer.frame();
    for (; !got.isClose(); got = peer.frame()) {
      assertEquals(!masked, got.masked(), each.id());
      if (got.first() == Frame.PONG) {
        pongs.add(got.text());
      } else {
        data.writeBytes(got.payload());
      }
    }
    assertEquals(each.code(), got.code(), each.id());
    assertEquals("", peer.rest(), "nothing behind the close frame");
    if (each.code() == 1000) { // else it depends on how far the host was
      assertEquals(ByteBuffer.wrap(each.echo()), ByteBuffer.wrap(data.toByteArray()), each.id());
    }
    List<String> wanted = each.pongs();
    assertTrue(
        pongs.size() <= wanted.size() && wanted.containsAll(pongs), each.id() + ": " + pongs);
    assertTrue(
        wanted.isEmpty() || pongs.getLast().equals(wanted.getLast()), "the last is answered");
    writer.await();
    host.await();
  }

  private static Void send(RawPeer peer, Case each, boolean masked, int piece) {
    try {
      for (Frame frame : each.sent()) {
        byte[] bytes = new Frame(frame.first(), masked, frame.payload()).bytes();
        for (int at = 0; at < bytes.length; at += piece) {
          int end = (int) Math.min(bytes.length, (long) at + piece);
          peer.send(Arrays.copyOfRange(bytes, at, end));
        }
      }
    } catch (IOException e) {
      // the connection ends before all of this is sent
    }
    return null;
  }

  // ---- 9 and 10: large messages, in frames and in pieces ----

  static Stream<Arguments> large() {
    List<Arguments> all = new ArrayList<>();
    for (int size : new int[] {65_536, 262_144, 1_048_576, 4_194_304}) {
      for (int fragment : new int[] {size, 4096, 65_536}) {
        all.add(Arguments.of(size, fragment, Integer.MAX_VALUE));
      }
    }
    for (int chop : new int[] {64, 1024, 1300}) {
      all.add(Arguments.of(65_536, 1300, chop));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("large")
  void largeMessagesPassInFramesAndPiecesOfAnySize(int size, int fragment, int piece)
      throws Exception {
    byte[] data = new byte[size];
    new Random(size).nextBytes(data);
    List<Frame> frames = new ArrayList<>();
    for (int at = 0; at < size; at += fragment) {
      int end = Math.min(size, at + fragment);
      int first = (at == 0 ? 0x02 : 0x00) | (end == size ? 0x80 : 0);
      frames.add(frame(first, Arrays.copyOfRange(data, at, end)));
    }
    frames.add(close(1000));
    try (RawPeer peer = RawPeer.connected(BINARY)) {
      run(peer, new Case("9", frames, data, List.of(), 1000), true, piece);
    }
  }

  // ---- 12 and 13: compression ----

  static Stream<Arguments> offers() {
    List<Arguments> all = new ArrayList<>();
    for (String offer :
        new String[] {
          "permessage-deflate",
          "permessage-deflate; client_no_context_takeover",
          "permessage-deflate; server_no_context_takeover",
          "permessage-deflate; client_no_context_takeover; server_no_context_takeover",
          "permessage-deflate; client_max_window_bits",
          "x-unknown, permessage-deflate; client_max_window_bits=12",
          "permessage-deflate; server_max_window_bits=9, permessage-deflate"
        }) {
      for (int size : new int[] {16, 64, 256, 1024, 4096, 8192, 32_768, 131_072}) {
        all.add(Arguments.of(offer, size));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("offers")
  void compressedMessagesPassWithEveryAgreement(String offer, int size) throws Exception {
    try (RawPeer peer = RawPeer.client(BINARY)) {
      peer.channel().handshake();
      peer.send(RawPeer.REQUEST + "Sec-WebSocket-Extensions: " + offer + "\r\n\r\n");
      String answer = RawPeer.field(peer.head(), "Sec-WebSocket-Extensions");
      assertTrue(answer.startsWith("permessage-deflate"), answer);
      assertEquals(
          offer.contains("server_no_context_takeover"),
          answer.contains("server_no_context_takeover"));
      Job<Void> host = echo(peer.channel());
      exchange(peer, size, answer);
      peer.send(Frame.close(1000, ""));
      assertEquals(1000, peer.frame().code());
      host.await();
    }
  }

  private static void exchange(RawPeer peer, int size, String answer) throws Exception {
    Deflater deflater = new Deflater(9, true);
    Inflater inflater = new Inflater(true);
    for (int round = 0; round < 5; round++) {
      byte[] text = utf8("{\"round\": %d, \"value\": \"\u20ac\"} ".formatted(round).repeat(size));
      byte[] data = Arrays.copyOf(text, size);
      peer.send(Frame.masked(0xc2, deflated(deflater, data)));
      var back = new ByteArrayOutputStream();
      while (back.size() < size) {
        Frame frame = peer.frame();
        assertEquals(0xc2, frame.first(), "compressed, and whole");
        back.writeBytes(inflated(inflater, frame.payload()));
        if (answer.contains("server_no_context_takeover")) {
          inflater.reset();
        }
      }
      assertEquals(ByteBuffer.wrap(data), ByteBuffer.wrap(back.toByteArray()));
      if (answer.contains("client_no_context_takeover")) {
        deflater.reset();
      }
    }
    deflater.end();
    inflater.end();
  }

  private static byte[] deflated(Deflater deflater, byte[] data) {
    deflater.setInput(data);
    byte[] out = new byte[data.length + 1000];
    int n = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    return Arrays.copyOf(out, n - 4);
  }

  private static byte[] inflated(Inflater inflater, byte[] payload)
      throws DataFormatException, EOFException {
    byte[] whole = Arrays.copyOf(payload, payload.length + 4);
    whole[payload.length + 2] = (byte) 0xff;
    whole[payload.length + 3] = (byte) 0xff;
    inflater.setInput(whole);
    byte[] out = new byte[200_000];
    int n = inflater.inflate(out);
    if (!inflater.needsInput()) {
      throw new EOFException("more than fits");
    }
    return Arrays.copyOf(out, n);
  }
}
