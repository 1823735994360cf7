package qio.spi.tls.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.spi.tls.engine.HandshakeMachine.State;
import qio.tck.Rule;

/** The state machine with an engine that plays a script: one trap of engines in each test. */
class HandshakeMachineTest {

  private final ScriptedEngine engine = new ScriptedEngine();
  private final RecordBuffers pool = new RecordBuffers();
  private Inbound inbound;
  private Outbound outbound;
  private HandshakeMachine machine;

  private void start() {
    inbound = new Inbound(engine, pool);
    outbound = new Outbound(engine, pool);
    machine = new HandshakeMachine(engine, inbound, outbound);
  }

  /** A record of so many bytes in all. */
  private void receive(int bytes) throws IOException {
    ByteBuffer record =
        ByteBuffer.allocate(bytes).put(new byte[] {22, 3, 3}).putShort((short) (bytes - 5));
    record.position(bytes).flip();
    inbound.receive(
        into -> {
          into.put(record);
          return bytes;
        });
  }

  private void sendAll() throws IOException {
    assertTrue(
        outbound.send(
            src -> {
              int n = src.remaining();
              src.position(src.limit());
              return n;
            }));
  }

  @Test
  void sendsReceivesComputesAndFinishes() throws Exception {
    engine
        .begin(HandshakeStatus.NEED_WRAP)
        .wrap(Status.OK, HandshakeStatus.NEED_UNWRAP, 0, 200)
        .unwrap(Status.OK, HandshakeStatus.NEED_TASK, 50, 0)
        .task(HandshakeStatus.NEED_WRAP)
        .wrap(Status.OK, HandshakeStatus.FINISHED, 0, 60);
    start();
    assertEquals(State.SENDING, machine.advance());
    assertEquals(State.SENDING, machine.advance(), "the peer cannot answer before it has this");
    sendAll();
    assertEquals(State.RECEIVING, machine.advance());
    receive(50);
    assertEquals(State.COMPUTING, machine.advance());
    machine.runTasks();
    assertEquals(State.FINISHED, machine.advance());
    assertTrue(outbound.hasUnsent(), "the last flight is left to be sent");
    assertTrue(engine.isPlayed());
    assertEquals("begin", engine.calls.getFirst());
  }

  @Test
  void severalRecordsOfAFlightAreCollected() throws Exception {
    engine
        .begin(HandshakeStatus.NEED_WRAP)
        .wrap(Status.OK, HandshakeStatus.NEED_WRAP, 0, 200)
        .wrap(Status.OK, HandshakeStatus.NEED_WRAP, 0, 300)
        .wrap(Status.OK, HandshakeStatus.NEED_UNWRAP, 0, 10);
    start();
    assertEquals(State.SENDING, machine.advance());
    sendAll();
    assertEquals(State.RECEIVING, machine.advance());
    assertTrue(engine.isPlayed());
  }

  @Test
  void finishedThatComesTwiceCountsOnce() throws Exception {
    engine
        .begin(HandshakeStatus.NEED_UNWRAP)
        .unwrap(Status.OK, HandshakeStatus.FINISHED, 20, 0)
        .wrap(Status.OK, HandshakeStatus.FINISHED, 0, 30);
    start();
    receive(20);
    assertEquals(State.FINISHED, machine.advance());
    assertFalse(engine.isPlayed(), "the rest is for later");
    assertTrue(outbound.wrapControl(), "a ticket, which says finished once more");
    assertEquals(HandshakeStatus.FINISHED, outbound.status());
  }

  @Test
  void anEngineThatIsDoneWithoutSayingFinishedIsDone() throws Exception {
    engine.begin(HandshakeStatus.NEED_TASK).task(HandshakeStatus.NOT_HANDSHAKING);
    start();
    assertEquals(State.COMPUTING, machine.advance());
    machine.runTasks();
    assertEquals(State.FINISHED, machine.advance());
  }

  /** Netty's with OpenSSL: nothing more comes from the peer, so who waited for it would hang. */
  @Rule("TLS-60")
  @ParameterizedTest
  @EnumSource(names = {"OK", "BUFFER_UNDERFLOW"})
  void anEngineThatLearnsOfItsEndWhenItIsAskedAgainIsAsked(Status said) throws Exception {
    engine
        .begin(HandshakeStatus.NEED_UNWRAP)
        .unwrap(Status.OK, HandshakeStatus.NEED_UNWRAP, 20, 0)
        .learns(said, HandshakeStatus.FINISHED);
    start();
    receive(20);
    assertEquals(State.FINISHED, machine.advance());
    assertTrue(engine.isPlayed());
  }

  @Rule("TLS-60")
  @Test
  void anEngineThatLearnsWhatItHasToSayWhenItIsAskedAgainIsHeard() throws Exception {
    engine
        .begin(HandshakeStatus.NEED_UNWRAP)
        .unwrap(Status.OK, HandshakeStatus.NEED_UNWRAP, 20, 0)
        .learns(Status.BUFFER_UNDERFLOW, HandshakeStatus.NEED_WRAP)
        .wrap(Status.OK, HandshakeStatus.FINISHED, 0, 30);
    start();
    receive(20);
    assertEquals(State.FINISHED, machine.advance());
    assertTrue(outbound.hasUnsent());
  }

  @Rule("TLS-60")
  @Test
  void anEngineIsAskedOnceAndNotAgainBeforeSomethingHasCome() throws Exception {
    engine
        .begin(HandshakeStatus.NEED_UNWRAP)
        .unwrap(Status.OK, HandshakeStatus.NEED_UNWRAP, 20, 0)
        .learns(Status.BUFFER_UNDERFLOW, HandshakeStatus.NEED_UNWRAP)
        .learns(Status.OK, HandshakeStatus.FINISHED);
    start();
    receive(20);
    assertEquals(State.RECEIVING, machine.advance());
    assertEquals(State.RECEIVING, machine.advance());
    assertEquals(List.of("begin", "unwrap", "unwrap"), engine.calls);
  }

  @Test
  void unwrapAgainNeedsNoInput() throws Exception {
    engine
        .begin(HandshakeStatus.NEED_UNWRAP_AGAIN)
        .unwrap(Status.OK, HandshakeStatus.NEED_UNWRAP_AGAIN, 0, 0)
        .unwrap(Status.OK, HandshakeStatus.FINISHED, 0, 0);
    start();
    assertEquals(State.FINISHED, machine.advance());
  }

  @Test
  void anUnderflowOfTheEnginesOwnWaitsForMore() throws Exception {
    engine
        .begin(HandshakeStatus.NEED_UNWRAP)
        .unwrap(Status.BUFFER_UNDERFLOW, HandshakeStatus.NEED_UNWRAP, 0, 0)
        .unwrap(Status.OK, HandshakeStatus.FINISHED, 60, 0);
    start();
    receive(30);
    assertEquals(State.RECEIVING, machine.advance());
    receive(30);
    assertEquals(State.FINISHED, machine.advance());
  }

  @Test
  void aBufferThatIsTooSmallGrows() throws Exception {
    engine
        .begin(HandshakeStatus.NEED_WRAP)
        .wrap(Status.BUFFER_OVERFLOW, HandshakeStatus.NEED_WRAP, 0, 0)
        .wrap(Status.OK, HandshakeStatus.NEED_UNWRAP, 0, 90_000);
    engine.packetSize(100_000);
    start();
    assertEquals(State.SENDING, machine.advance());
    assertTrue(engine.isPlayed());
  }

  @Test
  void aBufferThatIsNeverLargeEnoughIsGivenUp() {
    engine.begin(HandshakeStatus.NEED_WRAP);
    for (int i = 0; i < 100; i++) {
      engine.wrap(Status.BUFFER_OVERFLOW, HandshakeStatus.NEED_WRAP, 0, 0);
    }
    start();
    assertThrows(SSLException.class, machine::advance);
  }

  @Test
  void anEngineThatGoesInCirclesIsStopped() {
    engine.begin(HandshakeStatus.NEED_WRAP);
    for (int i = 0; i < 1000; i++) {
      engine.wrap(Status.OK, HandshakeStatus.NEED_WRAP, 0, 0);
    }
    start();
    SSLException stopped = assertThrows(SSLException.class, machine::advance);
    assertTrue(stopped.getMessage().contains("again and again"), stopped::getMessage);
    assertTrue(engine.calls.size() < 100, "after " + engine.calls.size());
  }

  @Test
  void unwrapsThatGoInCirclesAreStopped() throws Exception {
    engine.begin(HandshakeStatus.NEED_UNWRAP);
    for (int i = 0; i < 16; i++) {
      engine.unwrap(Status.OK, HandshakeStatus.NEED_UNWRAP, 0, 0);
    }
    engine.wrap(Status.CLOSED, HandshakeStatus.NOT_HANDSHAKING, 0, 7);
    start();
    receive(20);
    assertThrows(SSLException.class, machine::advance);
    assertTrue(engine.isPlayed());
  }

  @Test
  void aPeerMaySendItsPartInManySmallRecords() throws Exception {
    engine.begin(HandshakeStatus.NEED_UNWRAP);
    for (int i = 0; i < 200; i++) {
      engine.unwrap(Status.OK, HandshakeStatus.NEED_UNWRAP, 20, 0);
    }
    engine.unwrap(Status.OK, HandshakeStatus.FINISHED, 20, 0);
    start();
    for (int i = 0; i < 201; i++) {
      receive(20);
    }
    assertEquals(State.FINISHED, machine.advance());
  }

  @Test
  void aFarewellInTheMiddleIsAFailure() throws Exception {
    engine
        .begin(HandshakeStatus.NEED_UNWRAP)
        .unwrap(Status.CLOSED, HandshakeStatus.NEED_WRAP, 20, 0)
        .wrap(Status.CLOSED, HandshakeStatus.NOT_HANDSHAKING, 0, 7);
    start();
    receive(20);
    assertThrows(SSLHandshakeException.class, machine::advance);
    assertTrue(outbound.hasUnsent(), "the engine's own farewell");
  }

  @Test
  void aFailureLeavesItsAlertToBeSent() throws Exception {
    var reason = new SSLHandshakeException("no");
    engine
        .begin(HandshakeStatus.NEED_UNWRAP)
        .unwrapFails(reason)
        .wrap(Status.CLOSED, HandshakeStatus.NOT_HANDSHAKING, 0, 7);
    start();
    receive(20);
    assertSame(reason, assertThrows(SSLException.class, machine::advance));
    assertTrue(outbound.hasUnsent());
    assertEquals(List.of("begin", "unwrap", "wrap"), engine.calls);
  }

  @Test
  void anEngineThatCannotEvenMakeAnAlertFailsForItsFirstReason() throws Exception {
    var reason = new SSLHandshakeException("no");
    engine
        .begin(HandshakeStatus.NEED_UNWRAP)
        .unwrapFails(reason)
        .wrapFails(new SSLException("also no"));
    start();
    receive(20);
    assertSame(reason, assertThrows(SSLException.class, machine::advance));
  }

  @Test
  void dataThatComesWithTheHandshakeIsKept() throws Exception {
    engine.begin(HandshakeStatus.NEED_UNWRAP).unwrap(Status.OK, HandshakeStatus.FINISHED, 40, 11);
    start();
    receive(40);
    receive(33);
    assertEquals(State.FINISHED, machine.advance());
    assertTrue(inbound.hasRecord(), "what came behind it");
    ByteBuffer[] into = {ByteBuffer.allocate(5), ByteBuffer.allocate(20)};
    assertEquals(11, inbound.drain(into, 0, 2));
  }
}
