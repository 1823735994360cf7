package qio.spi.websocket.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.layer.BufferPool;
import qio.api.layer.ByteSink;
import qio.tck.Rule;

final class OutboundTest {

  private static final int FRAME = 1000;

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  /** What the sink takes at a time; nothing if 0. */
  private int room = Integer.MAX_VALUE;

  private int take(ByteBuffer src) {
    byte[] bytes = new byte[Math.min(room, src.remaining())];
    src.get(bytes);
    sent.writeBytes(bytes);
    return bytes.length;
  }

  private static Outbound outbound(boolean text, boolean client) {
    var pool = new BufferPool(Outbound.capacity(FRAME));
    return new Outbound(text, FRAME, pool, client ? new MaskKeys() : null, null);
  }

  private static int wrap(Outbound outbound, String text) throws Exception {
    return outbound.wrap(new ByteBuffer[] {ByteBuffer.wrap(Frames.bytes(text))}, 0, 1);
  }

  @Test
  @Rule("WS-11")
  void aServersFramesAreWholeUnmaskedAndOfTheShortestForm() throws Exception {
    Outbound server = outbound(false, false);
    assertEquals(5, wrap(server, "hello"));
    assertTrue(server.send(this::take));
    assertArrayEquals(Frames.plain(0x82, Frames.bytes("hello")), sent.toByteArray());
    sent.reset();
    ByteBuffer[] srcs = {ByteBuffer.allocate(600), ByteBuffer.allocateDirect(600)};
    assertEquals(FRAME, server.wrap(srcs, 0, 2), "as much as a frame carries");
    assertEquals(400, srcs[1].position());
    server.send(this::take);
    assertArrayEquals(Frames.plain(0x82, new byte[FRAME]), sent.toByteArray());
  }

  /** Takes so much of both buffers, and remembers what it was offered. */
  private final class Offered implements ByteSink {
    private ByteBuffer payload;

    @Override
    public int write(ByteBuffer src) {
      int n = Math.min(room, src.remaining());
      sent.writeBytes(Frames.taken(src, n));
      room -= n;
      return n;
    }

    @Override
    public long write(ByteBuffer head, ByteBuffer tail) {
      payload = tail;
      return write(head) + write(tail);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 2_000, 5_003, 5_004, 1_000_000})
  @Rule("WS-11")
  void aLargeFrameIsOfferedWhereItLiesAndOnlyWhatFindsNoRoomIsKept(int first) throws Exception {
    var pool = new BufferPool(Outbound.capacity(6_000));
    var server = new Outbound(false, 6_000, pool, null, null);
    byte[] bytes = new byte[5_000];
    new Random(first).nextBytes(bytes);
    byte[] expected = Frames.plain(0x82, bytes);
    ByteBuffer src = ByteBuffer.wrap(bytes);
    Offered sink = new Offered();
    room = first;
    assertEquals(5_000, server.send(new ByteBuffer[] {ByteBuffer.allocate(0), src}, 0, 2, sink));
    assertSame(src, sink.payload);
    assertFalse(src.hasRemaining());
    assertEquals(first < expected.length, server.hasUnsent());
    java.util.Arrays.fill(bytes, (byte) 0); // the caller's again
    room = Integer.MAX_VALUE;
    assertTrue(server.send(sink));
    assertEquals(0, server.unsentData());
    assertArrayEquals(expected, sent.toByteArray());
  }

  @Test
  @Rule("WS-11")
  void aLargeFrameThatTheSinkFailsIsKept() {
    var pool = new BufferPool(Outbound.capacity(6_000));
    var server = new Outbound(false, 6_000, pool, null, null);
    ByteBuffer[] srcs = {ByteBuffer.allocate(7_000)};
    ByteSink broken =
        src -> {
          throw new IOException("broken");
        };
    assertThrows(IOException.class, () -> server.send(srcs, 0, 1, broken));
    assertEquals(6_000, srcs[0].position());
    assertEquals(7_000, srcs[0].limit());
    assertEquals(6_004, server.unsentData());
  }

  @Test
  @Rule("WS-11")
  void aClientsFramesAreMaskedEachWithAnotherKey() throws Exception {
    Outbound client = outbound(false, true);
    for (int i = 0; i < 2; i++) {
      ByteBuffer[] srcs = {
        ByteBuffer.wrap(Frames.bytes("abc")),
        ByteBuffer.wrap(Frames.bytes("defgh")),
        ByteBuffer.allocateDirect(2).put(Frames.bytes("ij")).flip()
      };
      assertEquals(10, client.wrap(srcs, 0, 3));
      client.send(this::take);
    }
    client.pong(ByteBuffer.wrap(Frames.bytes("pong")));
    client.send(this::take);
    byte[] bytes = sent.toByteArray();
    assertEquals(
        List.of("MESSAGE abcdefghij", "MESSAGE abcdefghij", "PONG pong"),
        Frames.decode(new FrameDecoder(Frames.AT_SERVER), bytes, 7));
    assertFalse(java.util.Arrays.equals(bytes, 2, 6, bytes, 18, 22), "the same key for two frames");
  }

  @Test
  @Rule("WS-15")
  void controlFramesWaitForTheEndOfTheFrameBeforeAndTheLatestPingIsAnswered() throws Exception {
    Outbound server = outbound(false, false);
    wrap(server, "data");
    room = 0;
    assertFalse(server.send(this::take));
    server.pong(ByteBuffer.wrap(Frames.bytes("one")));
    server.pong(ByteBuffer.wrap(Frames.bytes("two")));
    server.close(new CloseStatus(1001, "bye"));
    room = 1;
    assertTrue(server.send(this::take));
    assertArrayEquals(
        Frames.join(
            Frames.plain(0x82, Frames.bytes("data")),
            Frames.plain(0x8a, Frames.bytes("two")),
            Frames.plain(0x88, Frames.join(new byte[] {0x03, (byte) 0xe9}, Frames.bytes("bye")))),
        sent.toByteArray());
    server.close(new CloseStatus(1000, ""));
    assertFalse(server.hasUnsent(), "there is one close frame");
  }

  @Test
  @Rule("WS-13")
  void textIsCutBetweenFramesOfOneMessageAndBetweenMessagesAtCharacters() throws Exception {
    byte[] text = Frames.bytes("a\u00e9\u20ac\ud83d\ude00z");
    for (int split = 0; split <= text.length; split++) {
      sent.reset();
      Outbound server = outbound(true, false);
      for (byte[] part :
          List.of(
              java.util.Arrays.copyOf(text, split),
              java.util.Arrays.copyOfRange(text, split, text.length))) {
        if (part.length > 0) {
          server.wrap(new ByteBuffer[] {ByteBuffer.wrap(part)}, 0, 1);
          server.send(this::take);
        }
      }
      assertFalse(server.isInCharacter());
      String joined =
          String.join("", Frames.decode(new FrameDecoder(Frames.AT_CLIENT), sent.toByteArray(), 0));
      assertEquals("a\u00e9\u20ac\ud83d\ude00z", joined.replace("MESSAGE ", ""), "at " + split);
    }
  }

  @Test
  @Rule("WS-13")
  void whatIsNoTextIsNotSentAndChangesNothing() throws Exception {
    Outbound server = outbound(true, false);
    ByteBuffer[] srcs = {
      ByteBuffer.wrap(Frames.bytes("fine")), ByteBuffer.wrap(new byte[] {'x', (byte) 0xc0})
    };
    CharConversionException refused =
        assertThrows(CharConversionException.class, () -> server.wrap(srcs, 0, 2));
    assertTrue(String.valueOf(refused.getMessage()).contains("byte 5"), refused.getMessage());
    assertEquals(0, srcs[0].position() + srcs[1].position());
    assertFalse(server.hasUnsent());
    assertEquals(4, wrap(server, "fine"));
  }

  @Test
  @Rule("WS-17")
  void aReasonThatIsTooLongIsCutAtACharacter() throws Exception {
    Outbound server = outbound(false, false);
    server.close(new CloseStatus(1000, "\u20ac".repeat(60)));
    server.send(this::take);
    byte[] bytes = sent.toByteArray();
    assertEquals(2 + 41 * 3, bytes[1], "123 bytes hold 41 of them");
    ByteBuffer payload = ByteBuffer.wrap(bytes, 2, bytes.length - 2);
    assertEquals("\u20ac".repeat(41), CloseStatus.read(payload).reason());
  }
}
