package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.FilterChannel;
import qio.api.channel.QioChannel;
import qio.api.channel.QioTask;
import qio.api.channel.ShutdownMode;
import qio.api.channel.TruncatedStreamException;
import qio.api.spi.Layer;
import qio.api.spi.LayerRole;
import qio.tck.Rule;

/** Saying farewell, and what comes before the peer's. */
@Rule("TLS-53")
class ByeTest {

  private static final Keyring RING = Keyring.SHARED;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int MUCH = 1_000_000;

  private static TlsPair open(Layer client, Layer server) throws Exception {
    return TlsPair.over(PipeChannel.pair(Pipe.Manner.SOCKET, 1), client, server);
  }

  private static TlsPair connected(Layer client, Layer server) throws Exception {
    TlsPair pair = open(client, server);
    Handshakes.both(pair);
    return pair;
  }

  private static TlsPair connected(Object... clientOptions) throws Exception {
    return connected(RING.clientLayer(clientOptions), RING.serverLayer());
  }

  private static IOException failure(QioTask<Void> task) throws Exception {
    return Work.ioFailure(() -> task.await(LIMIT));
  }

  // ---- farewells ----

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bothSidesSayItAndHearIt(String version) throws Exception {
    try (TlsPair pair = connected(Engines.only(version).clientLayer(), RING.serverLayer())) {
      QioTask<Void> client = pair.client().bye();
      QioTask<Void> again = pair.client().bye();
      if (version.equals("TLSv1.3")) {
        assertFalse(client.isDone(), "the server has not said it");
      }
      QioTask<Void> server = pair.server().bye();
      client.await(LIMIT);
      again.await(LIMIT);
      server.await(LIMIT);
      pair.client().bye().await(LIMIT);
      assertEquals(QioChannel.EOF, pair.client().read(ByteBuffer.allocate(1)));
      assertThrows(IOException.class, () -> pair.client().write(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void whatThePeerStillSendsHoldsItNotUpAndIsDropped() throws Exception {
    try (TlsPair pair = connected()) {
      pair.server().writeAll(ByteBuffer.allocate(1000));
      QioTask<Void> bye = pair.client().bye();
      Work<Void> writer = Work.virtual(() -> pair.server().writeAll(ByteBuffer.allocate(MUCH)));
      writer.get();
      assertFalse(bye.isDone());
      pair.server().shutdown(ShutdownMode.WRITE);
      bye.await(LIMIT);
      assertEquals(QioChannel.EOF, pair.client().read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void whoHasReadToTheEndHasHeardItAlready() throws Exception {
    try (TlsPair pair = connected()) {
      pair.server().writeAll(ByteBuffer.allocate(5));
      pair.server().shutdown(ShutdownMode.WRITE);
      pair.client().readAll(ByteBuffer.allocate(5));
      assertEquals(QioChannel.EOF, pair.client().read(ByteBuffer.allocate(1)));
      assertTrue(pair.client().bye().isDone());
    }
  }

  @Test
  void aReaderThatWaitsFindsTheEnd() throws Exception {
    try (TlsPair pair = connected()) {
      Work<Integer> reader = Work.platform(() -> pair.client().read(ByteBuffer.allocate(1)));
      reader.awaitAsleep();
      QioTask<Void> bye = pair.client().bye();
      assertEquals(QioChannel.EOF, reader.get());
      pair.server().shutdown(ShutdownMode.WRITE);
      bye.await(LIMIT);
    }
  }

  @Test
  void aHandshakeThatWasNotMadeIsMadeFirst() throws Exception {
    try (TlsPair pair = open(RING.clientLayer(), RING.serverLayer())) {
      QioTask<Void> client = pair.client().bye();
      QioTask<Void> server = pair.server().bye();
      client.await(LIMIT);
      server.await(LIMIT);
      assertTrue(pair.client().facts(TlsSession.class).isPresent());
    }
  }

  @Test
  void itIsNotSaidBeforeAllThatWasWrittenIsSent() throws Exception {
    try (TlsPair pair = connected()) {
      pair.server().shutdown(ShutdownMode.WRITE);
      assertEquals(QioChannel.EOF, pair.client().read(ByteBuffer.allocate(1)));
      pair.client().setBlocking(false);
      while (pair.client().write(ByteBuffer.allocate(60_000)) >= 0) {
        // until the pipe is full
      }
      QioTask<Void> bye = pair.client().bye();
      assertFalse(bye.isDone(), "data are left");
      while (pair.server().read(ByteBuffer.allocate(100_000)) > 0) {
        // to the end
      }
      bye.await(LIMIT);
    }
  }

  // ---- other ends ----

  @Test
  void aPeerThatDoesNotSayItIsGivenUpInTime() throws Exception {
    try (TlsPair pair = connected(TlsOptions.CLOSE_TIMEOUT, Duration.ofMillis(200))) {
      IOException late = failure(pair.client().bye());
      assertInstanceOf(SocketTimeoutException.class, late);
      assertTrue(late.getMessage().contains("200 ms (close-timeout)"), late::getMessage);
      pair.server().shutdown(ShutdownMode.WRITE);
      pair.client().bye().await(LIMIT);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anEndWithoutItIsACutUnlessThatIsAllowed(boolean relaxed) throws Exception {
    try (TlsPair pair = connected(TlsOptions.RELAXED_EOF, relaxed)) {
      QioTask<Void> bye = pair.client().bye();
      pair.serverBelow().shutdown(ShutdownMode.WRITE);
      if (relaxed) {
        bye.await(LIMIT);
      } else {
        assertInstanceOf(TruncatedStreamException.class, failure(bye));
      }
    }
  }

  @Test
  void aDamagedRecordIsTold() throws Exception {
    try (TlsPair pair = connected()) {
      QioTask<Void> bye = pair.client().bye();
      pair.serverBelow().writeAll(ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 40}));
      pair.serverBelow().writeAll(ByteBuffer.allocate(40));
      assertInstanceOf(javax.net.ssl.SSLException.class, failure(bye));
    }
  }

  @Test
  void aHandshakeThatFailsIsTold() throws Exception {
    try (TlsPair pair =
        open(RING.clientLayer(TlsOptions.SERVER_NAME, "example.org"), RING.serverLayer())) {
      pair.server().handshake();
      IOException why = failure(pair.client().bye());
      assertTrue(why.getMessage().contains("example.org"), why::getMessage);
      assertFalse(why instanceof SSLHandshakeException && why.getMessage().contains("alert"));
    }
  }

  @Test
  void closeEndsTheWait() throws Exception {
    try (TlsPair pair = connected()) {
      QioTask<Void> bye = pair.client().bye();
      pair.client().close();
      assertInstanceOf(AsynchronousCloseException.class, failure(bye));
      assertInstanceOf(ClosedChannelException.class, failure(pair.client().bye()));
    }
  }

  // ---- layers ----

  /** A layer that changes nothing. */
  private static final class Through extends FilterChannel {
    Through(QioChannel below) {
      super("through", below);
    }
  }

  @Test
  void aChannelWithoutFarewellHasSaidItAtOnceAndALayerPassesItOn() throws Exception {
    try (TlsPair pair = connected();
        var above = new Through(pair.client())) {
      QioTask<Void> bye = above.bye();
      assertFalse(bye.isDone());
      pair.server().shutdown(ShutdownMode.WRITE);
      bye.await(LIMIT);
      assertEquals(QioChannel.EOF, pair.server().read(ByteBuffer.allocate(1)));
    }
    try (QioChannel plain = PipeChannel.pair(Pipe.Manner.SOCKET, 1).client()) {
      assertTrue(plain.bye().isDone());
      assertEquals(1, plain.write(ByteBuffer.allocate(1)));
    }
  }

  // ---- reading that was shut down ----

  @Rule("TLS-54")
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aPeerThatGoesOnWritingIsNotHeldUp(String version) throws Exception {
    try (TlsPair pair = connected(Engines.only(version).clientLayer(), RING.serverLayer())) {
      pair.server().writeAll(ByteBuffer.allocate(1000));
      pair.client().shutdown(ShutdownMode.READ);
      Work.virtual(() -> pair.server().writeAll(ByteBuffer.allocate(MUCH))).get();
      assertEquals(QioChannel.EOF, pair.client().read(ByteBuffer.allocate(1)));
      pair.client().writeAll(ByteBuffer.allocate(10));
      pair.server().readAll(ByteBuffer.allocate(10));
    }
  }

  @Rule("TLS-54")
  @Test
  void readingThatWasShutDownBeforeTheHandshakeDropsToo() throws Exception {
    try (TlsPair pair = open(RING.clientLayer(), RING.serverLayer())) {
      pair.client().shutdown(ShutdownMode.READ);
      Handshakes.both(pair);
      Work.virtual(() -> pair.server().writeAll(ByteBuffer.allocate(MUCH))).get();
    }
  }

  @Rule("TLS-54")
  @Test
  void aKeyUpdateAmongWhatIsDroppedIsAnswered() throws Exception {
    SSLEngine serverEngine = Engines.only("TLSv1.3").server();
    try (TlsPair pair =
        connected(RING.clientLayer(), Engines.layer(LayerRole.SERVER, () -> serverEngine))) {
      pair.client().shutdown(ShutdownMode.READ);
      long before = pair.clientBelow().out.carried();
      serverEngine.beginHandshake();
      pair.server().writeAll(ByteBuffer.allocate(10));
      Work.await("an answer", () -> pair.clientBelow().out.carried() > before);
    }
  }

  @Rule("TLS-54")
  @Test
  void closingWhileMuchIsDroppedEndsIt() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (TlsPair pair = connected()) {
        pair.client().shutdown(ShutdownMode.READ);
        Work<Void> writer =
            Work.virtual(
                () -> {
                  for (; ; ) {
                    pair.server().writeAll(ByteBuffer.allocate(MUCH));
                  }
                });
        Work.await("some of it", () -> pair.serverBelow().out.carried() > 200_000);
        pair.client().close();
        assertInstanceOf(IOException.class, writer.failure());
        assertEquals(List.of(1), List.of(pair.clientBelow().closes.get()));
      }
    }
  }
}
