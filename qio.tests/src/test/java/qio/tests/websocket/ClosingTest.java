package qio.tests.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;
import qio.api.channel.QioTask;
import qio.api.channel.ReadFlag;
import qio.api.channel.ShutdownMode;
import qio.api.channel.TruncatedStreamException;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.spi.websocket.WebSocketClosedException;
import qio.spi.websocket.WsOptions;
import qio.tck.ChannelPair;
import qio.tck.Job;
import qio.tck.Rule;
import qio.tck.Setting;

/** How a WebSocket ends, from either side. */
final class ClosingTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final QioOptions PLAIN = WsPairs.PATIENT;

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1005})
  @Rule("WS-17")
  void aGoodCloseIsTheEndIsAnsweredAtOnceWithItsCodeAndEndsTheWriting(int code) throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN)) {
      peer.send(
          Frame.masked(Frame.BINARY, "last"),
          code == 1005 ? Frame.masked(Frame.CLOSE, "") : Frame.close(code, "bye"),
          Frame.masked(Frame.BINARY, "not read"));
      assertEquals("last", peer.read(4));
      assertEquals(QioChannel.EOF, peer.readSome());
      assertEquals(QioChannel.EOF, peer.readSome());
      Frame answer = peer.frame();
      assertTrue(answer.isClose());
      assertEquals(code, answer.code());
      var refused =
          assertThrows(
              WebSocketClosedException.class, () -> peer.channel().writeAll(bytes("late")));
      assertEquals(code, refused.code());
      peer.channel().close();
      assertEquals("", peer.rest());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999})
  @Rule("WS-17")
  void anyOtherCloseFailsReadsAndWritesWithItsCodeAndReason(int code) throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN)) {
      peer.send(Frame.masked(Frame.BINARY, "last"), Frame.close(code, "why\nnot"));
      assertEquals("last", peer.read(4));
      for (int i = 0; i < 2; i++) {
        var closed = assertThrows(WebSocketClosedException.class, peer::readSome);
        assertEquals(code, closed.code());
        assertEquals("why\nnot", closed.reason());
        String message = String.valueOf(closed.getMessage());
        assertTrue(message.contains(code + " \"why?not\""), message);
      }
      assertEquals(code, peer.frame().code());
      assertThrows(WebSocketClosedException.class, () -> peer.channel().writeAll(bytes("late")));
    }
  }

  @Test
  @Rule("WS-18")
  void anEndWithoutACloseFrameIsTruncationUnlessItIsAllowed() throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN)) {
      peer.send(Frame.masked(Frame.BINARY, "data"));
      peer.wire().shutdown(ShutdownMode.WRITE);
      assertEquals("data", peer.read(4));
      assertThrows(TruncatedStreamException.class, peer::readSome);
      ByteBuffer[] dst = {ByteBuffer.allocate(10)};
      assertEquals(
          QioChannel.EOF, peer.channel().readvFull(dst, 0, 1, null, Set.of(ReadFlag.RELAXED_EOF)));
    }
    try (RawPeer peer = RawPeer.connected(PLAIN.with(WsOptions.RELAXED_EOF, true))) {
      peer.wire().shutdown(ShutdownMode.WRITE);
      assertEquals(QioChannel.EOF, peer.readSome());
    }
  }

  @Test
  @Rule("WS-18")
  void anEndInsideAMessageIsTruncationWhateverIsAllowed() throws Exception {
    byte[] frame = Frame.masked(Frame.BINARY, "data");
    for (byte[] cut :
        new byte[][] {
          java.util.Arrays.copyOf(frame, 1),
          java.util.Arrays.copyOf(frame, 5),
          java.util.Arrays.copyOf(frame, frame.length - 1),
          Frame.masked(0x02, "first fragment")
        }) {
      try (RawPeer peer = RawPeer.connected(PLAIN.with(WsOptions.RELAXED_EOF, true))) {
        peer.send(cut);
        peer.wire().shutdown(ShutdownMode.WRITE);
        assertThrows(
            TruncatedStreamException.class,
            () -> {
              while (peer.readSome() != QioChannel.EOF) {
                // up to the end
              }
            });
      }
    }
  }

  @Test
  @Rule("WS-19")
  void closeSendsWhatWasWrittenAndWaitsForTheAnswer() throws Exception {
    QioOptions patient = PLAIN.with(WsOptions.CLOSE_TIMEOUT, LIMIT);
    try (RawPeer peer = RawPeer.connected(patient)) {
      peer.channel().writeAll(bytes("last"));
      Job<Void> close =
          Setting.BLOCKING_PLATFORM.start(
              () -> {
                peer.channel().close();
                return null;
              });
      assertEquals("last", peer.frame().text());
      assertEquals(1000, peer.frame().code());
      assertFalse(close.isDone(), "the answer is not there");
      peer.send(Frame.masked(Frame.BINARY, "on the way"), Frame.close(1000, ""));
      close.await();
      assertEquals("", peer.rest());
    }
  }

  @Test
  @Rule("WS-19")
  void closeWaitsNoLongerThanItsLimitAndNotAtAllInNonBlockingMode() throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN)) {
      long before = System.nanoTime();
      peer.channel().close();
      assertTrue(System.nanoTime() - before >= 100_000_000, "it waits for an answer");
      assertEquals(1000, peer.frame().code());
    }
    QioOptions patient = PLAIN.with(WsOptions.CLOSE_TIMEOUT, Duration.ofHours(1));
    try (RawPeer peer = RawPeer.connected(patient)) {
      peer.channel().setBlocking(false);
      peer.channel().close();
      assertEquals(1000, peer.frame().code());
    }
  }

  @Test
  @Rule("WS-19")
  void closeSaysWhatIsLost() throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN)) {
      peer.channel().setBlocking(false);
      ByteBuffer block = ByteBuffer.allocate(100_000);
      while (peer.channel().write(block.clear()) > 0) {
        // until it is full
      }
      IOException lost = assertThrows(IOException.class, () -> peer.channel().close());
      assertTrue(String.valueOf(lost.getMessage()).contains("close-timeout"), lost.getMessage());
    }
  }

  @Test
  @Rule("WS-20")
  void theEndOfWritingIsAnOrdinaryCloseFrameAndReadingGoesOnUntilThePeersOwn() throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN)) {
      peer.channel().writeAll(bytes("question"));
      peer.channel().shutdown(ShutdownMode.WRITE);
      assertEquals("question", peer.frame().text());
      assertEquals(1000, peer.frame().code());
      peer.send(Frame.masked(Frame.BINARY, "answer"), Frame.close(1000, ""));
      assertEquals("answer", peer.read(6));
      assertEquals(QioChannel.EOF, peer.readSome());
      peer.channel().close();
      assertEquals("", peer.rest(), "one close frame is enough");
    }
  }

  @Test
  @Rule("WS-20")
  void twoEndsOfOursMayEndTheirWritingOneAfterTheOther() throws Exception {
    MemoryPair memory = MemoryChannels.pair();
    try (ChannelPair pair = WsPairs.over(ChannelPair.twoWay(memory.first(), memory.second()))) {
      pair.writer().writeAll(bytes("question"));
      pair.writer().shutdown(ShutdownMode.WRITE);
      ByteBuffer heard = ByteBuffer.allocate(8);
      pair.reader().readAll(heard);
      assertEquals(QioChannel.EOF, pair.reader().read(ByteBuffer.allocate(1)));
      pair.reader().writeAll(bytes("answer"));
      pair.reader().close();
      pair.writer().readAll(heard.clear().limit(6));
      assertEquals(QioChannel.EOF, pair.writer().read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  @Rule("WS-21")
  void byeEndsWhenThePeerHasSaidItTooAndDropsWhatComesBefore() throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN.with(WsOptions.CLOSE_TIMEOUT, LIMIT))) {
      QioTask<Void> bye = peer.channel().bye();
      assertEquals(1000, peer.frame().code());
      assertFalse(bye.isDone());
      peer.send(Frame.masked(Frame.BINARY, "x".repeat(200_000)), Frame.masked(Frame.PING, "p"));
      peer.send(Frame.close(1000, ""));
      bye.await(LIMIT);
      assertEquals(QioChannel.EOF, peer.readSome());
      peer.channel().close();
    }
  }

  @Test
  @Rule("WS-21")
  void byeFailsIfThePeerSaysNothingOrHangsUp() throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN)) {
      QioTask<Void> bye = peer.channel().bye();
      assertThrows(SocketTimeoutException.class, () -> bye.await(LIMIT));
    }
    try (RawPeer peer = RawPeer.connected(PLAIN.with(WsOptions.CLOSE_TIMEOUT, LIMIT))) {
      QioTask<Void> bye = peer.channel().bye();
      peer.wire().shutdown(ShutdownMode.WRITE);
      assertThrows(TruncatedStreamException.class, () -> bye.await(LIMIT));
    }
  }

  @Test
  @Rule("WS-21")
  void afterShutdownOfReadingPingsAreAnsweredAndDataDropped() throws Exception {
    try (RawPeer peer = RawPeer.connected(PLAIN)) {
      peer.channel().shutdown(ShutdownMode.READ);
      for (int i = 0; i < 20; i++) {
        peer.send(Frame.masked(Frame.BINARY, "x".repeat(50_000)));
      }
      peer.send(Frame.masked(Frame.PING, "still there?"));
      assertEquals("still there?", peer.frame().text());
      assertEquals(QioChannel.EOF, peer.readSome());
      peer.channel().writeAll(bytes("yes"));
      assertEquals("yes", peer.frame().text());
    }
  }

  @Test
  @Rule("WS-16")
  void aSilentPeerIsAskedForASignOfLifeAndGivenUpWithoutOne() throws Exception {
    QioOptions watched = PLAIN.with(WsOptions.KEEP_ALIVE, Duration.ofMillis(400)); // to answer in
    try (RawPeer peer = RawPeer.connected(watched)) {
      Job<Integer> read = Setting.BLOCKING_VIRTUAL.start(peer::readSome);
      for (int i = 0; i < 3; i++) {
        Frame ping = peer.frame();
        assertEquals(Frame.PING, ping.first());
        peer.send(Frame.masked(Frame.PONG, ping.payload()));
      }
      assertFalse(read.isDone(), "a pong is a sign of life");
      SocketTimeoutException silent = read.awaitFailure(SocketTimeoutException.class);
      assertTrue(String.valueOf(silent.getMessage()).contains("keep-alive"), silent.getMessage());
      assertThrows(
          SocketTimeoutException.class, () -> peer.channel().writeAll(bytes("anybody there?")));
    }
  }

  @Test
  @Rule("WS-16")
  void aPeerWhoseDataNobodyReadsIsNotSilent() throws Exception {
    QioOptions watched = PLAIN.with(WsOptions.KEEP_ALIVE, Duration.ofMillis(20));
    try (RawPeer peer = RawPeer.connected(watched)) {
      peer.wire().setBlocking(false);
      ByteBuffer frame = ByteBuffer.wrap(Frame.masked(Frame.BINARY, "x".repeat(300_000)));
      while (peer.wire().write(frame) > 0) {
        // until it is full
      }
      // The peer says nothing more while its data fill the buffer; three intervals are enough.
      peer.wire().await(qio.api.channel.IoCondition.IN, Duration.ofMillis(150));
      assertEquals("x".repeat(1000), peer.read(1000));
    }
  }
}
