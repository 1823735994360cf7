package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.ShutdownMode;
import qio.posix.PosixSockets;
import qio.posix.SocketDomain;
import qio.posix.SocketType;

/** One direction ends, the other goes on (S48). */
class ShutdownTest {

  static Stream<Arguments> kindsAndCrews() {
    return AcceptTest.kindsAndCrews();
  }

  private static int readOne(QioChannel channel) throws IOException {
    return channel.read(ByteBuffer.allocate(1));
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void writeThePeerReadsTheRestThenTheEndAndCanStillAnswer(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Bytes.send(pair.client(), "last");
      pair.client().shutdown(ShutdownMode.WRITE);
      assertEquals("last", Bytes.receive(pair.server(), 4));
      assertEquals(QioChannel.EOF, readOne(pair.server()));
      assertEquals(QioChannel.EOF, readOne(pair.server()), "the end stays the end");
      Bytes.send(pair.server(), "answer");
      assertEquals("answer", Bytes.receive(pair.client(), 6));
      assertThrows(IOException.class, () -> Bytes.send(pair.client(), "more"));
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void readFindsTheEndEvenIfMoreComes(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.client().shutdown(ShutdownMode.READ);
      assertEquals(QioChannel.EOF, readOne(pair.client()));
      Bytes.send(pair.client(), "still");
      assertEquals("still", Bytes.receive(pair.server(), 5));
      if (kind.isTcp()) {
        Bytes.send(pair.server(), "ignored"); // TCP knows no end of reading on the wire
      }
      assertEquals(QioChannel.EOF, readOne(pair.client()));
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void bothEndsBothAndAgainIsNoError(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.client().shutdown(ShutdownMode.BOTH);
      assertEquals(QioChannel.EOF, readOne(pair.client()));
      assertEquals(QioChannel.EOF, readOne(pair.server()));
      assertThrows(IOException.class, () -> Bytes.send(pair.client(), "x"));
      pair.server().close();
      for (ShutdownMode mode : ShutdownMode.values()) {
        pair.client().shutdown(mode);
      }
      assertTrue(pair.client().isOpen());
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  void aReaderThatSleepsFindsTheEnd(SocketKind kind, Crew crew) throws Exception {
    try (SocketPair pair = kind.pair()) {
      var reading = crew.start(() -> readOne(pair.client())).asleep();
      pair.client().shutdown(ShutdownMode.READ);
      assertEquals(QioChannel.EOF, reading.get());
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  void aWriterThatSleepsFails(SocketKind kind, Crew crew) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.client().setBlocking(false);
      Bytes.fill(pair.client());
      pair.client().setBlocking(true);
      var writing =
          crew.start(
                  () -> {
                    pair.client().writeAll(ByteBuffer.allocate(8 << 20));
                    return null;
                  })
              .asleep();
      pair.client().shutdown(ShutdownMode.WRITE);
      writing.failure(IOException.class);
    }
  }

  @Test
  void aSocketWithoutAPeerCannot() throws Exception {
    try (QioChannel alone = Qio.adopt(PosixSockets.open(SocketDomain.INET, SocketType.STREAM))) {
      assertThrows(IOException.class, () -> alone.shutdown(ShutdownMode.WRITE));
    }
  }
}
