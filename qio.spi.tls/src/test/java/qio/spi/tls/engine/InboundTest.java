package qio.spi.tls.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.tck.Rule;

/** The receiving half with an engine that plays a script. */
class InboundTest {

  private static final HandshakeStatus NOTHING = HandshakeStatus.NOT_HANDSHAKING;

  private final ScriptedEngine engine = new ScriptedEngine();
  private final Inbound inbound = new Inbound(engine, new RecordBuffers());

  private void receive(byte... bytes) throws IOException {
    inbound.receive(
        into -> {
          into.put(bytes);
          return bytes.length;
        });
  }

  private void record(int bytes) throws IOException {
    byte[] record = new byte[bytes];
    ByteBuffer.wrap(record).put(new byte[] {23, 3, 3}).putShort((short) (bytes - 5));
    receive(record);
  }

  private static ByteBuffer[] room(int... sizes) {
    ByteBuffer[] buffers = new ByteBuffer[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      buffers[i] = ByteBuffer.allocate(sizes[i]);
    }
    return buffers;
  }

  @Test
  void aRecordIsWholeWhenItsLastByteIsThere() throws Exception {
    receive((byte) 23, (byte) 3, (byte) 3, (byte) 0);
    assertFalse(inbound.hasRecord());
    receive((byte) 2, (byte) 0);
    assertFalse(inbound.hasRecord());
    receive((byte) 0);
    assertTrue(inbound.hasRecord());
  }

  @ParameterizedTest
  @CsvSource({"71,69,84", "23,2,3", "24,3,3", "19,3,3", "-1,3,3"})
  void bytesThatCannotBecomeARecordAreForTheEngineToRefuse(byte type, byte major, byte minor)
      throws Exception {
    receive(type, major, minor, (byte) 0, (byte) 100);
    assertTrue(inbound.hasRecord());
    assertTrue(inbound.isOpeningForeign());
  }

  @Test
  void anEngineThatWaitsForTheRestOfNoRecordIsNotWaitedWith() throws Exception {
    engine.unwrap(Status.BUFFER_UNDERFLOW, NOTHING, 0, 0);
    receive((byte) 0x80, (byte) 100, (byte) 1, (byte) 3, (byte) 1);
    assertThrows(SSLProtocolException.class, () -> inbound.unwrap(room(10), 0, 1));
  }

  @Test
  void plainTextGoesStraightIntoBuffersThatHaveRoom() throws Exception {
    engine.unwrap(Status.OK, NOTHING, 30, 10);
    record(30);
    ByteBuffer[] into = room(25);
    assertEquals(UnwrapStep.DATA, inbound.unwrap(into, 0, 1));
    assertEquals(10, inbound.delivered());
    assertEquals(10, into[0].position());
    assertFalse(inbound.hasPlain());
    assertFalse(inbound.hasBytes());
  }

  @Test
  void whatBuffersHaveNoRoomForIsKept() throws Exception {
    engine.unwrap(Status.OK, NOTHING, 30, 20);
    record(30);
    ByteBuffer[] into = room(1, 3, 0);
    assertEquals(UnwrapStep.DATA, inbound.unwrap(into, 0, 3));
    assertEquals(4, inbound.delivered());
    assertTrue(inbound.hasPlain());
    ByteBuffer[] rest = room(5, 100);
    assertEquals(16, inbound.drain(rest, 0, 2));
    assertEquals(5, rest[0].position());
    assertEquals(11, rest[1].position());
    assertFalse(inbound.hasPlain());
  }

  @Test
  void onlyTheBuffersThatWereNamedAreUsed() throws Exception {
    engine.unwrap(Status.OK, NOTHING, 30, 20);
    record(30);
    ByteBuffer[] into = room(9, 2, 9);
    inbound.unwrap(into, 1, 1);
    assertEquals(2, inbound.delivered());
    assertEquals(0, into[0].position() + into[2].position());
  }

  @Test
  void anOverflowWithRoomIsAnsweredWithMoreRoom() throws Exception {
    engine
        .unwrap(Status.BUFFER_OVERFLOW, NOTHING, 0, 0)
        .unwrap(Status.BUFFER_OVERFLOW, NOTHING, 0, 0)
        .unwrap(Status.OK, NOTHING, 30, 30_000);
    record(30);
    assertEquals(UnwrapStep.DATA, inbound.unwrap(room(40), 0, 1));
    assertEquals(40, inbound.delivered());
    assertEquals(29_960, inbound.drain(room(40_000), 0, 1));
  }

  @Test
  void anOverflowWithoutEndIsGivenUp() throws Exception {
    for (int i = 0; i < 3; i++) {
      engine.unwrap(Status.BUFFER_OVERFLOW, NOTHING, 0, 0);
    }
    record(30);
    assertThrows(SSLException.class, () -> inbound.unwrap(room(40), 0, 1));
  }

  @Rule("TLS-11")
  @Test
  void ticketsAndKeyUpdatesDeliverNothing() throws Exception {
    engine
        .unwrap(Status.OK, HandshakeStatus.FINISHED, 30, 0)
        .unwrap(Status.OK, HandshakeStatus.NEED_WRAP, 30, 0);
    record(30);
    record(30);
    assertEquals(UnwrapStep.CONTROL, inbound.unwrap(room(40), 0, 1));
    assertEquals(UnwrapStep.CONTROL, inbound.unwrap(room(40), 0, 1));
    assertEquals(0, inbound.delivered());
    assertEquals(HandshakeStatus.NEED_WRAP, inbound.status());
  }

  @Test
  void emptyRecordsWithoutEndAreRefused() throws Exception {
    for (int i = 0; i < 65; i++) {
      engine.unwrap(Status.OK, NOTHING, 30, 0);
      record(30);
    }
    for (int i = 0; i < 64; i++) {
      assertEquals(UnwrapStep.CONTROL, inbound.unwrap(room(40), 0, 1));
    }
    assertThrows(SSLProtocolException.class, () -> inbound.unwrap(room(40), 0, 1));
  }

  @Test
  void dataInTheLastRecordIsDeliveredBeforeTheEnd() throws Exception {
    engine.unwrap(Status.CLOSED, NOTHING, 30, 5);
    record(30);
    assertEquals(UnwrapStep.DATA, inbound.unwrap(room(40), 0, 1));
    assertTrue(inbound.isClosed());
  }

  /** Netty's with OpenSSL, when our side is closed: what the peer still sends is not lost. */
  @Rule("TLS-61")
  @Test
  void anEngineThatSaysClosedOfItsOwnSideHasNotHeardTheEnd() throws Exception {
    engine
        .unwrapHalfClosed(30, 0) // a session ticket
        .unwrapHalfClosed(30, 5)
        .unwrap(Status.CLOSED, NOTHING, 30, 0);
    record(30);
    record(30);
    record(30);
    assertEquals(UnwrapStep.CONTROL, inbound.unwrap(room(40), 0, 1));
    assertFalse(inbound.isClosed());
    assertEquals(UnwrapStep.DATA, inbound.unwrap(room(40), 0, 1));
    assertFalse(inbound.isClosed());
    assertEquals(UnwrapStep.CLOSED, inbound.unwrap(room(40), 0, 1));
  }

  /** Else it would be asked for ever. */
  @Rule("TLS-61")
  @Test
  void anEngineThatSaysClosedAndTakesNothingHasEnded() throws Exception {
    engine.unwrapHalfClosed(0, 0);
    record(30);
    assertEquals(UnwrapStep.CLOSED, inbound.unwrap(room(40), 0, 1));
  }

  @Test
  void aFailedUnwrapDeliversNothing() throws Exception {
    engine.unwrap(Status.OK, NOTHING, 30, 5).unwrapFails(new SSLException("bad"));
    record(30);
    record(30);
    inbound.unwrap(room(40), 0, 1);
    assertThrows(SSLException.class, () -> inbound.unwrap(room(40), 0, 1));
    assertEquals(0, inbound.delivered());
  }

  @Test
  void aSourceThatFailsLeavesWhatIsThere() throws Exception {
    receive((byte) 23, (byte) 3);
    assertThrows(
        IOException.class,
        () ->
            inbound.receive(
                into -> {
                  throw new IOException("gone");
                }));
    assertTrue(inbound.hasBytes());
    receive((byte) 3, (byte) 0, (byte) 0);
    assertTrue(inbound.hasRecord());
  }

  @Test
  void theOpeningIsRememberedHoweverItComes() throws Exception {
    for (byte b : "GET / HTTP/1.1\r\n and more".getBytes()) {
      receive(b);
    }
    assertEquals("GET / HTTP/1.1\r\n", new String(inbound.opening()));
  }
}
