package qio.spi.tls.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import qio.api.layer.ByteSink;

/** The sending half with an engine that plays a script. */
class OutboundTest {

  private static final HandshakeStatus NOTHING = HandshakeStatus.NOT_HANDSHAKING;

  private final ScriptedEngine engine = new ScriptedEngine();
  private final RecordBuffers pool = new RecordBuffers();
  private final Outbound outbound = new Outbound(engine.packetSize(16_709), pool);

  private static ByteBuffer[] data(int... sizes) {
    ByteBuffer[] buffers = new ByteBuffer[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      buffers[i] = ByteBuffer.allocate(sizes[i]);
    }
    return buffers;
  }

  /** Takes so many bytes in a call. */
  private static ByteSink taking(int most) {
    return src -> {
      int n = Math.min(most, src.remaining());
      src.position(src.position() + n);
      return n;
    };
  }

  @Test
  void fiveRecordsAreMadeAtATime() throws Exception {
    for (int i = 0; i < 6; i++) {
      engine.wrap(Status.OK, NOTHING, 16_384, 16_406);
    }
    ByteBuffer[] srcs = data(100_000);
    assertEquals(5 * 16_384, outbound.wrap(srcs, 0, 1));
    assertEquals(5 * 16_384, outbound.unsentData());
    assertTrue(outbound.send(taking(1 << 20)));
    assertEquals(0, outbound.unsentData());
    assertFalse(outbound.hasUnsent());
  }

  @Test
  void smallWritesUnderACorkAreOneRecord() throws Exception {
    engine.wrap(Status.OK, NOTHING, CorkedText.RECORD, 16_400);
    outbound.cork(true);
    for (int i = 0; i < 15; i++) {
      assertEquals(1024, outbound.wrap(data(1024), 0, 1));
    }
    assertTrue(engine.calls.isEmpty(), "less than a record waits");
    assertTrue(outbound.send(taking(1 << 20)), "and holds up nobody who waits for what he sent");
    assertEquals(15 * 1024, outbound.unsentData());
    assertEquals(1024, outbound.wrap(data(512, 512), 0, 2));
    assertEquals(List.of("wrap"), engine.calls);
    assertTrue(outbound.send(taking(1 << 20)));
    assertEquals(16 * 1024 - CorkedText.RECORD, outbound.unsentData());
  }

  @Test
  void whatWasHeldGoesWhenTheCorkIsPulled() throws Exception {
    engine.wrap(Status.OK, NOTHING, 10, 30);
    outbound.cork(true);
    outbound.wrap(data(4), 0, 1);
    outbound.wrap(data(6), 0, 1);
    outbound.cork(false);
    assertTrue(outbound.send(taking(1 << 20)));
    assertTrue(engine.isPlayed());
    assertFalse(outbound.holdsText());
    assertEquals(0, outbound.unsentData());
  }

  @Test
  void whatWasHeldIsWipedBeforeOthersGetTheBuffer() throws Exception {
    engine.wrap(Status.OK, NOTHING, 6, 26);
    outbound.cork(true);
    outbound.wrap(new ByteBuffer[] {ByteBuffer.wrap("secret".getBytes(US_ASCII))}, 0, 1);
    outbound.cork(false);
    assertTrue(outbound.send(taking(1 << 20)));
    byte[] lentAgain = pool.take(RecordBuffers.Use.PLAIN).array();
    assertArrayEquals(new byte[lentAgain.length], lentAgain);
  }

  @Test
  void whatWasHeldGoesBeforeWhatIsWrittenAfterThePull() throws Exception {
    engine.wrap(Status.OK, NOTHING, 10, 30).wrap(Status.OK, NOTHING, 7, 27);
    outbound.cork(true);
    outbound.wrap(data(10), 0, 1);
    outbound.cork(false);
    assertEquals(7, outbound.wrap(data(7), 0, 1));
    assertTrue(engine.isPlayed());
  }

  @Test
  void whatFillsRecordsIsNotCopiedUnderACork() throws Exception {
    engine.wrap(Status.OK, NOTHING, 16_384, 16_406);
    outbound.cork(true);
    assertEquals(16_394, outbound.wrap(data(16_394), 0, 1));
    assertEquals(1, engine.calls.size());
    assertTrue(outbound.holdsText(), "the last ten");
  }

  @Test
  void whatWasHeldIsInOneRecordWithWhatFollows() throws Exception {
    engine.wrap(Status.OK, NOTHING, CorkedText.RECORD, 16_400);
    outbound.cork(true);
    outbound.wrap(data(10), 0, 1);
    ByteBuffer[] srcs = data(1, 16_380, 1);
    assertEquals(16_380, outbound.wrap(srcs, 1, 1));
    assertTrue(engine.isPlayed());
    assertEquals(0, srcs[1].remaining());
    assertEquals(1, srcs[0].remaining(), "was not given");
    assertEquals(10 + 16_380, outbound.unsentData());
    assertTrue(outbound.send(taking(1 << 20)));
    assertEquals(10 + 16_380 - CorkedText.RECORD, outbound.unsentData());
  }

  @Test
  void anEngineThatTakesNoMoreThanWhatWasHeldIsGivenTheRestLater() throws Exception {
    engine.wrap(Status.OK, NOTHING, 7, 27).wrap(Status.OK, NOTHING, 10, 30);
    outbound.cork(true);
    outbound.wrap(data(17), 0, 1);
    ByteBuffer[] srcs = data(16_360);
    assertEquals(16_360, outbound.wrap(srcs, 0, 1), "seven and ten are gone, the rest is held");
    assertTrue(engine.isPlayed());
    outbound.release();
  }

  @Test
  void anEngineThatTakesTheTextInSmallPiecesLeavesRoomForMore() throws Exception {
    outbound.cork(true);
    outbound.wrap(data(16_000), 0, 1);
    for (int i = 0; i < 3; i++) {
      engine.wrap(Status.OK, NOTHING, 9_000, 9_022);
      ByteBuffer[] secret = data(9_000);
      Arrays.fill(secret[0].array(), (byte) 7);
      assertEquals(9_000, outbound.wrap(secret, 0, 1));
    }
    assertTrue(engine.isPlayed());
    outbound.release();
    byte[] lentAgain = pool.take(RecordBuffers.Use.PLAIN).array();
    assertArrayEquals(new byte[lentAgain.length], lentAgain);
  }

  @Test
  void recordsUnderACorkWaitUntilThereIsNoRoomForOneMore() throws Exception {
    outbound.cork(true);
    for (int i = 0; i < 5; i++) {
      assertFalse(outbound.isRipe(), i + " records");
      engine.wrap(Status.OK, NOTHING, CorkedText.RECORD, 16_389);
      outbound.wrap(data(CorkedText.RECORD), 0, 1);
    }
    assertTrue(outbound.isRipe(), "there is no room for a sixth");
    assertFalse(outbound.send(taking(0)));
    assertEquals(0, outbound.wrap(data(CorkedText.RECORD), 0, 1));
    assertTrue(outbound.send(taking(1 << 20)));
    assertFalse(outbound.isRipe());
  }

  @Test
  void recordsOfWhichSomeHaveLeftAreRipe() throws Exception {
    engine.wrap(Status.OK, NOTHING, CorkedText.RECORD, 16_389);
    outbound.cork(true);
    outbound.wrap(data(CorkedText.RECORD), 0, 1);
    outbound.send(
        src -> {
          boolean first = src.position() == 0;
          src.position(first ? 1 : src.position());
          return first ? 1 : 0;
        });
    assertTrue(outbound.isRipe());
  }

  @Test
  void withoutACorkEverythingIsRipe() throws Exception {
    engine.wrap(Status.OK, NOTHING, 5, 25);
    outbound.wrap(data(5), 0, 1);
    assertTrue(outbound.isRipe());
  }

  @Test
  void theFarewellComesBehindWhatWasHeld() throws Exception {
    engine.wrap(Status.OK, NOTHING, 10, 30).wrap(Status.CLOSED, NOTHING, 0, 24);
    outbound.cork(true);
    outbound.wrap(data(10), 0, 1);
    assertTrue(outbound.close());
    assertTrue(engine.isPlayed());
    assertEquals(List.of("wrap", "closeOutbound", "wrap"), engine.calls);
  }

  @Test
  void theFarewellWaitsForRoomForWhatWasHeld() throws Exception {
    for (int i = 0; i < 5; i++) {
      engine.wrap(Status.OK, NOTHING, CorkedText.RECORD, 16_700);
    }
    outbound.cork(true);
    outbound.wrap(data(5 * CorkedText.RECORD), 0, 1);
    outbound.wrap(data(10), 0, 1);
    assertFalse(outbound.close(), "send first");
    engine.wrap(Status.OK, NOTHING, 10, 30).wrap(Status.CLOSED, NOTHING, 0, 24);
    assertTrue(outbound.send(taking(1 << 20)));
    assertTrue(outbound.wrapControl());
    assertTrue(engine.isPlayed());
  }

  @Test
  void whatAnEngineDidNotTakeOfWhatWasHeldStaysUnsent() throws Exception {
    engine.wrap(Status.OK, NOTHING, 0, 0).wrap(Status.CLOSED, NOTHING, 0, 24);
    outbound.cork(true);
    outbound.wrap(data(10), 0, 1);
    assertTrue(outbound.close(), "the farewell is not held up");
    engine.wrap(Status.CLOSED, NOTHING, 0, 0);
    assertTrue(outbound.send(taking(1 << 20)));
    assertEquals(10, outbound.unsentData());
  }

  @Test
  void whatAnEngineTookBeforeItFailedIsUnsent() throws Exception {
    engine.wrap(Status.OK, NOTHING, 10, 30).wrapFails(new SSLException("made to fail"));
    assertThrows(SSLException.class, () -> outbound.wrap(data(20), 0, 1));
    assertEquals(10, outbound.unsentData());
  }

  @Test
  void whatTheSinkDoesNotTakeIsKeptInOrder() throws Exception {
    engine.wrap(Status.OK, NOTHING, 10, 30).wrap(Status.OK, NOTHING, 10, 30);
    outbound.wrap(data(10), 0, 1);
    int[] calls = {0};
    assertFalse(
        outbound.send(
            src -> {
              if (calls[0]++ == 0) {
                src.position(src.position() + 7);
                return 7;
              }
              return -2;
            }));
    outbound.wrap(data(10), 0, 1);
    int[] left = {0};
    assertTrue(
        outbound.send(
            src -> {
              left[0] = src.remaining();
              src.position(src.limit());
              return left[0];
            }));
    assertEquals(53, left[0]);
  }

  @Test
  void anAnswerOfTheEnginesOwnGoesBeforeData() throws Exception {
    engine.wrap(Status.OK, NOTHING, 0, 30).wrap(Status.OK, NOTHING, 10, 30);
    assertEquals(10, outbound.wrap(data(10), 0, 1));
    assertEquals(List.of("wrap", "wrap"), engine.calls);
  }

  @Test
  void anEngineThatTakesNothingIsAskedOnce() throws Exception {
    engine.wrap(Status.OK, HandshakeStatus.NEED_TASK, 0, 0);
    assertEquals(0, outbound.wrap(data(10), 0, 1));
    assertFalse(outbound.isClosed());
    assertFalse(outbound.hasUnsent());
  }

  @Test
  void anEngineThatClosesTakesNoMore() throws Exception {
    engine.wrap(Status.CLOSED, NOTHING, 0, 0);
    assertEquals(0, outbound.wrap(data(10), 0, 1));
    assertTrue(outbound.isClosed());
  }

  @Test
  void aFullBufferTakesNoMore() throws Exception {
    for (int i = 0; i < 5; i++) {
      engine.wrap(Status.OK, NOTHING, 16_384, 16_700);
    }
    outbound.wrap(data(90_000), 0, 1);
    assertEquals(0, outbound.wrap(data(10), 0, 1), "send first");
    assertFalse(outbound.wrapControl(), "send first");
    assertEquals(5, engine.calls.size());
  }

  @Test
  void aBufferTooSmallBehindOthersIsSentFirst() throws Exception {
    engine.wrap(Status.OK, NOTHING, 10, 75_000).wrap(Status.BUFFER_OVERFLOW, NOTHING, 0, 0);
    ByteBuffer[] srcs = data(20);
    assertEquals(10, outbound.wrap(srcs, 0, 1));
  }

  @Test
  void farewellGoesBehindEverything() throws Exception {
    engine.wrap(Status.OK, NOTHING, 10, 30).wrap(Status.CLOSED, NOTHING, 0, 24);
    outbound.wrap(data(10), 0, 1);
    assertTrue(outbound.close());
    assertTrue(outbound.isClosed());
    assertTrue(outbound.send(taking(1)));
    assertEquals(List.of("wrap", "closeOutbound", "wrap"), engine.calls);
  }

  @Test
  void anUnderflowInWrapIsTheEnginesFault() {
    engine.wrap(Status.BUFFER_UNDERFLOW, NOTHING, 0, 0);
    assertThrows(SSLException.class, () -> outbound.wrap(data(10), 0, 1));
  }

  @Test
  void aSinkThatFailsKeepsTheCount() throws Exception {
    engine.wrap(Status.OK, NOTHING, 10, 30);
    outbound.wrap(data(10), 0, 1);
    assertThrows(
        IOException.class,
        () ->
            outbound.send(
                src -> {
                  throw new IOException("gone");
                }));
    assertEquals(10, outbound.unsentData());
    assertTrue(outbound.hasUnsent());
  }
}
