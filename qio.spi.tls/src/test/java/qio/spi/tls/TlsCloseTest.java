package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.ShutdownMode;
import qio.api.channel.TruncatedStreamException;
import qio.api.spi.Layer;
import qio.tck.Rule;

/** Every way in which a connection ends. */
class TlsCloseTest {

  private static final Keyring RING = Keyring.SHARED;

  private static TlsPair connected(Pipe.Manner manner, String version, Object... clientOptions)
      throws Exception {
    Layer server =
        version.equals("TLSv1.3") ? RING.serverLayer() : Engines.only(version).serverLayer();
    TlsPair pair =
        TlsPair.over(PipeChannel.pair(manner, 1), RING.clientLayer(clientOptions), server);
    Handshakes.both(pair);
    return pair;
  }

  private static int read(QioChannel channel) throws IOException {
    return channel.read(ByteBuffer.allocate(100));
  }

  private static int readRelaxed(QioChannel channel) throws IOException {
    return (int)
        channel.readvFull(
            new ByteBuffer[] {ByteBuffer.allocate(100)}, 0, 1, null, Set.of(ReadFlag.RELAXED_EOF));
  }

  private static void assertSays(Exception e, String part) {
    assertTrue(e.getMessage().contains(part), () -> "no '" + part + "' in: " + e);
  }

  // ---- farewells ----

  @Rule({"TLS-5", "TLS-6"})
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void closeSaysFarewellAndThePeerReadsTheEnd(String version) throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, version)) {
      pair.client().writeAll(ByteBuffer.wrap(new byte[10]));
      pair.client().close();
      assertEquals(10, read(pair.server()));
      assertEquals(QioChannel.EOF, read(pair.server()));
      assertEquals(QioChannel.EOF, read(pair.server()));
      assertFalse(pair.clientBelow().isOpen());
    }
  }

  @Rule("TLS-5")
  @Test
  void theFarewellBehindAFullPipeIsSentWhenThereIsRoom() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3")) {
      pair.client().setBlocking(false);
      int taken = 0;
      for (int n = 0; n >= 0; n = pair.client().write(ByteBuffer.allocate(50_000))) {
        taken += n;
      }
      Work<Void> closer = Work.platform(pair.client()::close);
      closer.awaitAsleep();
      ByteBuffer got = ByteBuffer.allocate(taken);
      pair.server().readAll(got);
      assertEquals(QioChannel.EOF, read(pair.server()));
      closer.get();
    }
  }

  @Rule("TLS-5")
  @Test
  void aDeadPeerHoldsUpCloseForTheTimeAllowedAndTheLossIsTold() throws Exception {
    try (TlsPair pair =
        connected(
            Pipe.Manner.SOCKET, "TLSv1.3", TlsOptions.CLOSE_TIMEOUT, Duration.ofMillis(100))) {
      pair.client().setBlocking(false);
      while (pair.client().write(ByteBuffer.allocate(50_000)) >= 0) {
        // until the pipe and the layer are full
      }
      long start = System.nanoTime();
      IOException lost = Work.ioFailure(pair.client()::close);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertSays(lost, "written bytes");
      assertSays(lost, "close-timeout");
      assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, () -> "took " + took);
      assertEquals(1, pair.clientBelow().closes.get());
    }
  }

  @Test
  void aFarewellThatNobodyTakesIsNoLoss() throws Exception {
    try (TlsPair pair =
        connected(Pipe.Manner.SOCKET, "TLSv1.3", TlsOptions.CLOSE_TIMEOUT, Duration.ofMillis(50))) {
      pair.clientBelow().out.freeze(true);
      pair.client().close();
      assertEquals(1, pair.clientBelow().closes.get());
    }
  }

  @Test
  void anInterruptedCloseClosesAndKeepsTheInterrupt() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3")) {
      pair.client().setBlocking(false);
      while (pair.client().write(ByteBuffer.allocate(50_000)) >= 0) {
        // until the pipe and the layer are full
      }
      Work<Boolean> closer =
          Work.platform(
              () -> {
                Work.ioFailure(pair.client()::close);
                return Thread.interrupted();
              });
      closer.awaitAsleep();
      closer.thread.interrupt();
      assertTrue(closer.get(), "the interrupt is still there");
      assertEquals(1, pair.clientBelow().closes.get());
    }
  }

  @Test
  void closeWakesAReaderAndAWriterAndDoesNotWaitForThePeer() throws Exception {
    try (TlsPair pair =
        connected(Pipe.Manner.SOCKET, "TLSv1.3", TlsOptions.CLOSE_TIMEOUT, Duration.ofHours(1))) {
      Work<Integer> reader = Work.virtual(() -> read(pair.client()));
      Work<Void> writer = Work.platform(() -> pair.client().writeAll(ByteBuffer.allocate(900_000)));
      reader.awaitAsleep();
      Work.await("a full pipe", () -> !pair.clientBelow().out.isWritable());
      writer.awaitAsleep();
      pair.client().close();
      assertInstanceOf(AsynchronousCloseException.class, reader.failure());
      assertInstanceOf(AsynchronousCloseException.class, writer.failure());
      IOException cut = Work.ioFailure(() -> pair.server().readAll(ByteBuffer.allocate(900_000)));
      assertInstanceOf(TruncatedStreamException.class, cut, "the peer must not think this was all");
      assertInstanceOf(ClosedChannelException.class, Work.ioFailure(() -> read(pair.client())));
      assertEquals(1, pair.clientBelow().closes.get());
    }
  }

  @Test
  void closeWithoutAHandshakeSaysNothing() throws Exception {
    var below = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    RING.clientLayer().over(below.client()).close();
    assertEquals(0, below.client().out.carried());
    assertEquals(1, below.client().closes.get());
  }

  @Test
  void closeTakesWhatIsLeftToBeReadSoThatASocketIsNotReset() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3")) {
      pair.server().writeAll(ByteBuffer.allocate(30_000));
      pair.client().close();
      assertEquals(0, pair.clientBelow().in.held());
    }
  }

  // ---- truncation ----

  @Rule("TLS-7")
  @Test
  void anEndWithoutFarewellIsAnErrorAfterWhatCameBefore() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3")) {
      pair.server().writeAll(ByteBuffer.wrap(new byte[10]));
      pair.serverBelow().close();
      assertEquals(10, read(pair.client()));
      IOException cut = Work.ioFailure(() -> read(pair.client()));
      assertInstanceOf(TruncatedStreamException.class, cut);
      assertInstanceOf(EOFException.class, cut);
      assertSays(cut, "close_notify");
      assertSays(cut, "tls+pipe:client");
      assertInstanceOf(TruncatedStreamException.class, Work.ioFailure(() -> read(pair.client())));
      assertEquals(QioChannel.EOF, readRelaxed(pair.client()), "the flag accepts it");
    }
  }

  @Rule("TLS-7")
  @Test
  void relaxedEofAcceptsAnEndWithoutFarewell() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3", TlsOptions.RELAXED_EOF, true)) {
      pair.serverBelow().close();
      assertEquals(QioChannel.EOF, read(pair.client()));
    }
  }

  @Rule("TLS-7")
  @Test
  void anEndWithinARecordIsAnErrorInAnyCase() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3", TlsOptions.RELAXED_EOF, true)) {
      pair.server().writeAll(ByteBuffer.wrap(new byte[10]));
      ByteBuffer stolen = ByteBuffer.allocate(2000);
      assertTrue(pair.clientBelow().read(stolen) > 20);
      stolen.flip();
      stolen.limit(stolen.limit() - 1);
      pair.serverBelow().writeAll(stolen);
      pair.serverBelow().close();
      IOException cut = Work.ioFailure(() -> pair.client().readAll(ByteBuffer.allocate(11)));
      assertInstanceOf(TruncatedStreamException.class, cut);
      assertSays(cut, "middle of a TLS record");
    }
  }

  @Rule("TLS-7")
  @Test
  void anEndWithoutFarewellIsNoErrorToOneWhoWantsNoMore() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3")) {
      Work<Integer> reader = Work.virtual(() -> read(pair.client()));
      reader.awaitAsleep();
      pair.client().shutdown(ShutdownMode.READ);
      pair.serverBelow().close();
      assertEquals(QioChannel.EOF, reader.get());
    }
  }

  // ---- half-close ----

  @Rule({"TLS-5", "TLS-8"})
  @Test
  void halfCloseEndsOneDirectionAndLeavesTheOther() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3")) {
      pair.client().writeAll(ByteBuffer.wrap(new byte[3]));
      pair.client().shutdown(ShutdownMode.WRITE);
      assertEquals(3, read(pair.server()));
      assertEquals(QioChannel.EOF, read(pair.server()));
      IOException refused = Work.ioFailure(() -> pair.client().write(ByteBuffer.allocate(1)));
      assertSays(refused, "shut down");
      Work<Void> answer = Work.virtual(() -> pair.server().writeAll(ByteBuffer.allocate(500_000)));
      pair.client().readAll(ByteBuffer.allocate(500_000));
      answer.get();
      pair.server().shutdown(ShutdownMode.WRITE);
      assertEquals(QioChannel.EOF, read(pair.client()));
      assertTrue(pair.clientBelow().isOpen());
    }
  }

  @Rule("TLS-8")
  @Test
  void halfCloseWakesNoWriterOfTheOtherSideInTls13() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3")) {
      Work<Void> writer = Work.platform(() -> pair.server().writeAll(ByteBuffer.allocate(300_000)));
      writer.awaitAsleep();
      pair.client().shutdown(ShutdownMode.WRITE);
      assertEquals(QioChannel.EOF, read(pair.server()));
      pair.client().readAll(ByteBuffer.allocate(300_000));
      writer.get();
    }
  }

  @Test
  void inTls12ThePeersFarewellEndsBothDirections() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.2")) {
      pair.client().shutdown(ShutdownMode.WRITE);
      assertEquals(QioChannel.EOF, read(pair.server()));
      IOException told = Work.ioFailure(() -> pair.server().write(ByteBuffer.allocate(1)));
      assertSays(told, "TLS 1.2");
      assertEquals(QioChannel.EOF, read(pair.client()));
    }
  }

  @Rule("TLS-8")
  @Test
  void halfCloseBeforeTheHandshakeHappensAfterIt() throws Exception {
    try (TlsPair pair = TlsPair.open(Pipe.Manner.SOCKET)) {
      pair.client().shutdown(ShutdownMode.WRITE);
      assertEquals(0, pair.clientBelow().out.carried());
      Work<Integer> server = Work.virtual(() -> read(pair.server()));
      Work<Integer> client = Work.virtual(() -> read(pair.client()));
      assertEquals(QioChannel.EOF, server.get());
      pair.server().writeAll(ByteBuffer.wrap(new byte[7]));
      assertEquals(7, client.get());
    }
  }

  @Test
  void halfCloseWithAFullPipeSendsDataAndFarewellInTheBackground() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3")) {
      pair.client().setBlocking(false);
      int taken = 0;
      for (int n = 0; n >= 0; n = pair.client().write(ByteBuffer.allocate(50_000))) {
        taken += n;
      }
      pair.client().shutdown(ShutdownMode.WRITE);
      pair.server().readAll(ByteBuffer.allocate(taken));
      assertEquals(QioChannel.EOF, read(pair.server()));
    }
  }

  @Test
  void shuttingBothWakesAReaderWithTheEnd() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3")) {
      Work<Integer> reader = Work.platform(() -> read(pair.client()));
      reader.awaitAsleep();
      pair.client().shutdown(ShutdownMode.BOTH);
      assertEquals(QioChannel.EOF, reader.get());
      assertEquals(QioChannel.EOF, read(pair.client()));
      assertEquals(QioChannel.EOF, read(pair.server()));
    }
  }

  // ---- damage ----

  @Test
  void aDamagedRecordFailsForGoodAndThePeerGetsTheAlert() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3")) {
      pair.server().writeAll(ByteBuffer.wrap(new byte[10]));
      pair.serverBelow().writeAll(ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 40}));
      pair.serverBelow().writeAll(ByteBuffer.wrap(new byte[40]));
      ByteBuffer into = ByteBuffer.allocate(100);
      Work.await("all of it", () -> pair.clientBelow().in.held() > 70);
      assertEquals(10, pair.client().read(into), "what came before is handed out");
      IOException first = Work.ioFailure(() -> read(pair.client()));
      assertInstanceOf(SSLException.class, first);
      assertSays(first, "changed on their way");
      assertEquals(first.getMessage(), Work.ioFailure(() -> read(pair.client())).getMessage());
      assertEquals(
          first.getMessage(),
          Work.ioFailure(() -> pair.client().write(ByteBuffer.allocate(1))).getMessage());
      IOException told = Work.ioFailure(() -> read(pair.server()));
      assertSays(told, "bad_record_mac");
    }
  }

  @Test
  void aRecordThatIsTooLongIsRefused() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3")) {
      pair.serverBelow().writeAll(ByteBuffer.wrap(new byte[] {23, 3, 3, -1, -1, 0, 0, 0}));
      assertInstanceOf(SSLException.class, Work.ioFailure(() -> read(pair.client())));
    }
  }

  @Test
  void plainTextInMidStreamIsRefused() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3")) {
      pair.serverBelow().writeAll(ByteBuffer.wrap("hello, hello\n".getBytes()));
      assertInstanceOf(SSLException.class, Work.ioFailure(() -> read(pair.client())));
    }
  }

  @Test
  void aPeerThatIsGoneBreaksWritesAndLeavesReadsTheirRest() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3")) {
      pair.server().writeAll(ByteBuffer.wrap(new byte[5]));
      pair.serverBelow().close();
      assertSays(
          Work.ioFailure(() -> pair.client().writeAll(ByteBuffer.allocate(10))), "broken pipe");
      assertSays(
          Work.ioFailure(() -> pair.client().writeAll(ByteBuffer.allocate(10))), "broken pipe");
      assertEquals(5, read(pair.client()));
      pair.client().close();
    }
  }

  @Test
  void whatWasTakenAndCouldNotBeSentIsToldByClose() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3")) {
      pair.client().setBlocking(false);
      while (pair.client().write(ByteBuffer.allocate(50_000)) >= 0) {
        // until the pipe and the layer are full
      }
      pair.serverBelow().close();
      assertSays(Work.ioFailure(pair.client()::close), "written bytes");
    }
  }

  @Test
  void anInterruptedReaderLeavesTheConnectionUsable() throws Exception {
    try (TlsPair pair = connected(Pipe.Manner.SOCKET, "TLSv1.3")) {
      Work<Integer> reader = Work.virtual(() -> read(pair.client()));
      reader.awaitAsleep();
      reader.thread.interrupt();
      assertInstanceOf(InterruptedIOException.class, reader.failure());
      pair.server().writeAll(ByteBuffer.wrap(new byte[4]));
      assertEquals(4, read(pair.client()));
    }
  }
}
