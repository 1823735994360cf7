package qio.spi.websocket.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.tck.Rule;

final class FrameDecoderTest {

  private static final byte[] NOTHING = {};

  private static FrameViolation refused(FrameLimits limits, byte[] bytes) {
    FrameViolation first = null;
    for (int split = 0; split <= bytes.length; split++) {
      int at = split;
      FrameViolation here =
          assertThrows(
              FrameViolation.class,
              () -> Frames.decode(new FrameDecoder(limits), bytes, at),
              "split at " + at);
      assertTrue(first == null || first.code() == here.code(), "however it is split");
      first = here;
    }
    return java.util.Objects.requireNonNull(first);
  }

  private static void assertRefused(int code, String what, FrameLimits limits, byte[] bytes) {
    FrameViolation violation = refused(limits, bytes);
    assertEquals(code, violation.code(), violation.getMessage());
    assertTrue(String.valueOf(violation.getMessage()).contains(what), violation.getMessage());
  }

  @Test
  @Rule("WS-10")
  void messagesAreFoundHoweverTheirBytesAreSplit() throws Exception {
    byte[] bytes =
        Frames.join(
            Frames.masked(0x02, Frames.bytes("frag")),
            Frames.masked(0x89, Frames.bytes("mid")),
            Frames.masked(0x00, NOTHING),
            Frames.masked(0x80, Frames.bytes("ments")),
            Frames.masked(0x82, NOTHING),
            Frames.masked(0x8a, NOTHING),
            Frames.masked(0x82, Frames.bytes("whole")),
            Frames.masked(0x88, new byte[] {0x03, (byte) 0xe8, 'o', 'k'}));
    for (int split = 0; split <= bytes.length; split++) {
      List<String> found = Frames.decode(new FrameDecoder(Frames.AT_SERVER), bytes, split);
      assertEquals(
          List.of("PING mid", "MESSAGE fragments", "MESSAGE ", "PONG ", "MESSAGE whole"),
          found.subList(0, 5),
          "split at " + split);
      assertTrue(found.get(5).startsWith("CLOSE ") && found.get(5).endsWith("ok"), found.get(5));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 125, 126, 127, 128, 65_535, 65_536, 65_537, 70_000})
  @Rule("WS-10")
  void payloadOfEveryLengthClassArrives(int size) throws Exception {
    byte[] payload = new byte[size];
    new java.util.Random(size).nextBytes(payload);
    for (boolean masked : new boolean[] {true, false}) {
      var decoder = new FrameDecoder(masked ? Frames.AT_SERVER : Frames.AT_CLIENT);
      ByteBuffer src =
          ByteBuffer.wrap(masked ? Frames.masked(0x82, payload) : Frames.plain(0x82, payload));
      ByteBuffer dst = ByteBuffer.allocateDirect(size + 8);
      FrameDecoder.Event event = decoder.next(src);
      while (event == FrameDecoder.Event.DATA) {
        int room = Math.min(dst.capacity(), dst.position() + 1001);
        decoder.take(src, dst.limit(room));
        event = decoder.next(src);
      }
      assertEquals(FrameDecoder.Event.MESSAGE_END, event);
      assertEquals(ByteBuffer.wrap(payload), dst.flip());
    }
  }

  @Test
  @Rule("WS-10")
  void lengthsInALongerFormThanNeededAreAccepted() throws Exception {
    for (int form : new int[] {2, 8}) {
      byte[] bytes = Frames.frame(0x82, Frames.bytes("abc"), true, form);
      assertEquals(
          List.of("MESSAGE abc"), Frames.decode(new FrameDecoder(Frames.AT_SERVER), bytes, 3));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x10, 0x20, 0x40, 0x70})
  @Rule("WS-12")
  void reservedBitsAreRefused(int bits) {
    for (int frame : new int[] {0x82, 0x02, 0x89, 0x8a, 0x88}) {
      assertRefused(1002, "reserved bits", Frames.AT_SERVER, Frames.masked(frame | bits, NOTHING));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
  @Rule("WS-12")
  void reservedOpcodesAreRefused(int opcode) {
    assertRefused(
        1002,
        "opcode " + opcode,
        Frames.AT_SERVER,
        Frames.masked(0x80 | opcode, Frames.bytes("x")));
  }

  @Test
  @Rule("WS-12")
  void controlFramesInFragmentsAndLongOnesAreRefused() {
    for (int opcode : new int[] {8, 9, 10}) {
      assertRefused(1002, "fragments", Frames.AT_SERVER, Frames.masked(opcode, Frames.bytes("x")));
      assertRefused(1002, "125", Frames.AT_SERVER, Frames.masked(0x80 | opcode, new byte[126]));
    }
  }

  @Test
  @Rule("WS-12")
  void aLengthWithTheHighestBitIsRefused() {
    byte[] header = {(byte) 0x82, (byte) 0xff, (byte) 0x80, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4};
    assertRefused(1002, "highest bit", Frames.AT_SERVER, header);
  }

  @Test
  @Rule("WS-11")
  void unmaskedFramesOfClientsAndMaskedOnesOfServersAreRefused() {
    assertRefused(
        1002,
        "client frames must be masked",
        Frames.AT_SERVER,
        Frames.plain(0x82, Frames.bytes("x")));
    assertRefused(
        1002, "server frames must not", Frames.AT_CLIENT, Frames.masked(0x89, Frames.bytes("x")));
  }

  @Test
  @Rule("WS-12")
  void fragmentsOutOfOrderAreRefused() {
    assertRefused(1002, "continuation", Frames.AT_SERVER, Frames.masked(0x80, Frames.bytes("x")));
    assertRefused(
        1002,
        "new message",
        Frames.AT_SERVER,
        Frames.join(Frames.masked(0x02, NOTHING), Frames.masked(0x82, NOTHING)));
  }

  @Test
  @Rule("WS-13")
  void textIsRefusedWhereItWasNotAskedFor() {
    assertRefused(1003, "text", Frames.AT_SERVER, Frames.masked(0x81, Frames.bytes("x")));
  }

  @Test
  @Rule("WS-14")
  void framesAndMessagesUpToTheLimitsAreTakenAndLargerOnesRefused() throws Exception {
    var limits = new FrameLimits(true, false, false, 10, 15);
    byte[] allowed =
        Frames.join(Frames.masked(0x02, new byte[10]), Frames.masked(0x80, new byte[5]));
    assertEquals(1, Frames.decode(new FrameDecoder(limits), allowed, 0).size());
    assertRefused(1009, "max-frame", limits, Frames.masked(0x82, new byte[11]));
    assertRefused(
        1009,
        "max-message",
        limits,
        Frames.join(Frames.masked(0x02, new byte[10]), Frames.masked(0x80, new byte[6])));
    byte[] huge = {(byte) 0x82, (byte) 0xff, 0x7f, -1, -1, -1, -1, -1, -1, -1, 1, 2, 3, 4};
    assertRefused(1009, "max-frame", limits, huge);
  }
}
