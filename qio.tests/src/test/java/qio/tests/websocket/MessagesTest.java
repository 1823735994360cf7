package qio.tests.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.CharConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.QioOptions;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.spi.websocket.WebSocketProtocolException;
import qio.spi.websocket.WsOptions;
import qio.tck.Rule;

/** Frames on the wire and the stream of bytes above them. */
final class MessagesTest {

  private static final QioOptions PLAIN = WsPairs.PATIENT;
  private static final QioOptions TEXT = PLAIN.with(WsOptions.TEXT, true);

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @Rule({"WS-10", "WS-15"})
  void fragmentsWithPingsBetweenThemAreOneStreamAndEachPingIsAnswered() throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN)) {
      peer.send(
          Frame.masked(0x02, "frag"),
          Frame.masked(Frame.PING, "hello"),
          Frame.masked(0x00, ""),
          Frame.masked(Frame.PONG, "unasked"),
          Frame.masked(0x80, "ments"),
          Frame.masked(Frame.BINARY, ""),
          Frame.masked(Frame.BINARY, " and more"));
      assertEquals("fragments and more", peer.read(18));
      assertEquals(new Frame(Frame.PONG, false, bytes("hello").array()), peer.frame());
    }
  }

  @Test
  @Rule("WS-15")
  void pingsOfEveryLengthAreAnsweredWithTheirPayloadThoughThereAreNoData() throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN)) {
      peer.channel().setBlocking(false);
      for (int n : new int[] {0, 1, 124, 125}) {
        peer.send(Frame.masked(Frame.PING, "p".repeat(n)));
        assertEquals(QioChannel.WOULD_BLOCK, peer.readSome(), "a ping is no data and no end");
        Frame pong = peer.frame();
        assertEquals(Frame.PONG, pong.first());
        assertEquals("p".repeat(n), pong.text());
      }
    }
  }

  @Test
  @Rule("WS-15")
  void aPingIsAnsweredBehindTheFrameThatWaitsAndHoldsUpNobody() throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN)) {
      peer.channel().setBlocking(false);
      long written = 0;
      ByteBuffer block = ByteBuffer.allocate(100_000);
      for (int n; (n = peer.channel().write(block.clear())) > 0; ) {
        written += n;
      }
      peer.send(
          Frame.masked(Frame.PING, "one"),
          Frame.masked(Frame.PING, "two"),
          Frame.masked(Frame.BINARY, "data"));
      peer.channel().setBlocking(true);
      assertEquals("data", peer.read(4), "the reader goes on though nothing can be sent");
      long came = 0;
      Frame frame = peer.frame();
      for (; frame.first() == Frame.BINARY; frame = peer.frame()) {
        came += frame.payload().length;
      }
      assertEquals(written, came);
      assertEquals("two", frame.text(), "the latest ping is the one to answer");
    }
  }

  @Test
  @Rule("WS-11")
  void aServersWriteIsOneUnmaskedFrameAndAClientsAMaskedOne() throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN)) {
      peer.channel().writeAll(bytes("from the server"));
      assertEquals("82 from the server", peer.frame().toString());
    }
    try (RawPeer peer = RawPeer.accepted(PLAIN)) {
      peer.channel().writeAll(bytes("from the client"));
      assertEquals("82 masked from the client", peer.frame().toString());
    }
  }

  @Test
  @Rule("WS-11")
  void aLargeWriteIsCutIntoFramesOfTheSizeThatIsSet() throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN.with(WsOptions.FRAME_SIZE, 1000))) {
      peer.channel().writeAll(ByteBuffer.allocate(2500));
      assertEquals(
          List.of(1000, 1000, 500),
          Stream.of(peer.frame(), peer.frame(), peer.frame())
              .map(frame -> frame.payload().length)
              .toList());
    }
  }

  static Stream<Arguments> wrong() {
    byte[] header = {(byte) 0x82, (byte) 0xff, (byte) 0x80, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4};
    return Stream.of(
        Arguments.of(1002, "reserved bits", Frame.masked(0xc2, "x")),
        Arguments.of(1002, "reserved bits", Frame.masked(0xa2, "x")),
        Arguments.of(1002, "reserved bits", Frame.masked(0x92, "x")),
        Arguments.of(1002, "opcode 3", Frame.masked(0x83, "x")),
        Arguments.of(1002, "opcode 11", Frame.masked(0x8b, "x")),
        Arguments.of(1002, "must be masked", Frame.plain(Frame.BINARY, "x")),
        Arguments.of(1002, "continuation", Frame.masked(0x80, "x")),
        Arguments.of(1002, "fragments", Frame.masked(0x09, "x")),
        Arguments.of(1002, "125 bytes", Frame.masked(Frame.PING, "x".repeat(126))),
        Arguments.of(1002, "highest bit", header),
        Arguments.of(1003, "text", Frame.masked(Frame.TEXT, "x")),
        Arguments.of(1002, "half a status code", Frame.masked(Frame.CLOSE, "x")),
        Arguments.of(1002, "reserved code 1005", Frame.close(1005, "")),
        Arguments.of(1007, "no UTF-8", Frame.masked(Frame.CLOSE, new byte[] {3, (byte) 0xe8, -1})));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  @Rule("WS-12")
  void whatBreaksTheProtocolIsAnsweredWithACodeAndFailsReadsAndWritesAlike(
      int code, String what, byte[] bytes) throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN)) {
      peer.send(Frame.masked(Frame.BINARY, "good"), bytes);
      assertEquals("good", peer.read(4), "what came before is read first");
      for (int i = 0; i < 2; i++) {
        var failure = assertThrows(WebSocketProtocolException.class, peer::readSome);
        assertEquals(code, failure.code());
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains(what) && message.contains("ws+mem"), message);
      }
      assertThrows(
          WebSocketProtocolException.class, () -> peer.channel().writeAll(bytes("too late")));
      List<Frame> frames = peer.framesToClose();
      assertEquals(1, frames.size());
      assertEquals(code, frames.getFirst().code());
      peer.channel().close();
      assertEquals("", peer.rest(), "one close frame is enough");
    }
  }

  @Test
  @Rule("WS-11")
  void aMaskedFrameFromAServerIsRefused() throws Exception {
    try (RawPeer peer = RawPeer.accepted(PLAIN)) {
      peer.send(Frame.masked(Frame.BINARY, "x"));
      assertEquals(1002, assertThrows(WebSocketProtocolException.class, peer::readSome).code());
    }
  }

  @Test
  @Rule("WS-14")
  void framesAndMessagesBeyondTheLimitsAreRefusedBeforeTheirBytesCome() throws Exception {
    byte[] header = {(byte) 0x82, (byte) 0xff, 0x7f, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 4};
    for (QioOptions limited :
        List.of(PLAIN.with(WsOptions.MAX_FRAME, 1000), PLAIN.with(WsOptions.MAX_MESSAGE, 1000))) {
      try (RawPeer peer = RawPeer.connected(limited)) {
        peer.send(Frame.masked(Frame.BINARY, "x".repeat(1000)), header);
        assertEquals("x".repeat(1000), peer.read(1000));
        assertEquals(1009, assertThrows(WebSocketProtocolException.class, peer::readSome).code());
        assertEquals(1009, peer.frame().code());
      }
    }
    try (RawPeer peer = RawPeer.connected(PLAIN)) {
      peer.send(header, new byte[] {1, 2, 3});
      assertEquals("\0\0\0", peer.read(3), "without a limit its bytes are read as they come");
    }
  }

  @Test
  @Rule("WS-13")
  void withTextOnTextIsSentAndBothKindsAreRead() throws Exception {
    try (RawPeer peer = RawPeer.connected(TEXT)) {
      peer.channel().writeAll(bytes("na\u00efve"));
      assertEquals("81 na\u00efve", peer.frame().toString());
      peer.send(Frame.masked(Frame.TEXT, "text "), Frame.masked(Frame.BINARY, "binary"));
      assertEquals("text binary", peer.read(11));
      ByteBuffer noText = ByteBuffer.wrap(new byte[] {'a', (byte) 0xff});
      CharConversionException refused =
          assertThrows(CharConversionException.class, () -> peer.channel().write(noText));
      assertTrue(String.valueOf(refused.getMessage()).contains("text=off"));
      assertEquals(0, noText.position());
      peer.channel().writeAll(bytes("fine"));
      assertEquals("81 fine", peer.frame().toString());
    }
  }

  @Test
  @Rule("WS-13")
  void aCharacterInTwoWritesIsAMessageInTwoFragments() throws Exception {
    try (RawPeer peer = RawPeer.connected(TEXT)) {
      byte[] euro = "\u20ac".getBytes(StandardCharsets.UTF_8);
      peer.channel().writeAll(ByteBuffer.wrap(euro, 0, 1));
      peer.channel().writeAll(ByteBuffer.wrap(euro, 1, 2));
      Frame one = peer.frame();
      Frame two = peer.frame();
      assertEquals(List.of(0x01, 0x80), List.of(one.first(), two.first()));
      peer.channel().writeAll(ByteBuffer.wrap(euro, 0, 2));
      IOException cut = assertThrows(IOException.class, () -> peer.channel().close());
      assertTrue(String.valueOf(cut.getMessage()).contains("character"), cut.getMessage());
    }
  }

  @Test
  @Rule("WS-13")
  void textThatIsNoUtf8IsRefusedAtItsFirstWrongByte() throws Exception {
    byte[][] wrong = {
      {'a', (byte) 0xc0, (byte) 0xaf}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xf5}
    };
    for (byte[] text : wrong) {
      try (RawPeer peer = RawPeer.connected(TEXT)) {
        peer.send(Frame.masked(0x01, text));
        assertEquals(1007, assertThrows(WebSocketProtocolException.class, peer::readSome).code());
        assertEquals(1007, peer.frame().code());
      }
    }
    try (RawPeer peer = RawPeer.connected(TEXT)) {
      peer.send(Frame.masked(Frame.TEXT, new byte[] {'a', (byte) 0xe2, (byte) 0x82}));
      assertEquals(3, peer.readSome(), "all of it may begin a character");
      assertEquals(1007, assertThrows(WebSocketProtocolException.class, peer::readSome).code());
    }
    try (RawPeer peer = RawPeer.connected(TEXT)) {
      peer.send(Frame.masked(Frame.BINARY, new byte[] {-1, -2}));
      assertEquals(2, peer.readSome(), "binary data are not looked at");
    }
  }

  @Test
  @Rule("WS-22")
  void bytesThatAreHeldCountAsReadableAndControlFramesDoNot() throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN)) {
      QioChannel channel = peer.channel();
      channel.setBlocking(false);
      peer.send(Frame.masked(Frame.BINARY, "abc"), Frame.masked(Frame.BINARY, "d"));
      assertTrue(channel.await(IoCondition.IN, Duration.ofSeconds(5)));
      ByteBuffer one = ByteBuffer.allocate(1);
      for (int i = 0; i < 4; i++) {
        assertTrue(channel.await(IoCondition.IN, Duration.ZERO), "byte " + i + " is held");
        assertEquals(1, channel.read(one.clear()));
      }
      assertEquals(QioChannel.WOULD_BLOCK, channel.read(one.clear()));
      assertFalse(channel.await(IoCondition.IN, Duration.ofMillis(1)), "nothing is held");
    }
  }

  @Test
  @Rule("WS-23")
  void whatNobodyReadsStaysBelowAndHoldsThePeerUp() throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN)) {
      peer.wire().setBlocking(false);
      byte[] frame = Frame.masked(Frame.BINARY, "x".repeat(60_000));
      long taken = 0;
      ByteBuffer block = ByteBuffer.wrap(frame);
      while (peer.wire().write(block) != QioChannel.WOULD_BLOCK) {
        taken += 1;
        if (!block.hasRemaining()) {
          block.clear();
          peer.channel().await(IoCondition.IN, Duration.ofSeconds(5));
        }
      }
      assertTrue(taken < 100, "a peer that is not read can write no more after a while");
    }
  }
}
