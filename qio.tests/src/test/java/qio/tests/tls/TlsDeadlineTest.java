package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.aio.AioContext;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.ChannelPair;
import qio.tck.Rule;

/** Time limits of a channel hold for the layers over it, and a layer's own for its waits below. */
class TlsDeadlineTest {

  private static ChannelPair tcp(String engine, String options) throws Exception {
    try (QioListener listener = Qio.listen("tcp://127.0.0.1:0?engine=" + engine)) {
      QioChannel client = Qio.connect(listener.localAddress() + "?engine=" + engine + options);
      return ChannelPair.twoWay(client, listener.accept());
    }
  }

  private static SocketTimeoutException failure(boolean virtual, Callable<?> work) {
    FutureTask<?> task = new FutureTask<>(work);
    (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(task);
    var end = assertThrows(ExecutionException.class, () -> task.get(20, TimeUnit.SECONDS));
    assertTrue(end.getCause() instanceof SocketTimeoutException, end::toString);
    return (SocketTimeoutException) end.getCause();
  }

  private static Object readAll(QioChannel channel) throws Exception {
    channel.readAll(ByteBuffer.allocate(1));
    return "read";
  }

  private static void assertUsable(ChannelPair pair) throws Exception {
    pair.reader().writeAll(ByteBuffer.wrap("ok".getBytes(StandardCharsets.US_ASCII)));
    ByteBuffer dst = ByteBuffer.allocate(2);
    pair.writer().readAll(dst);
    assertEquals("ok", new String(dst.array(), StandardCharsets.US_ASCII));
  }

  @Rule({"SOCK-26", "WAIT-14"})
  @ParameterizedTest
  @CsvSource({
    "native,true,true",
    "native,true,false",
    "native,false,true",
    "native,false,false",
    "nio,true,true",
    "nio,true,false",
    "nio,false,true",
    "nio,false,false"
  })
  void aReadTimeoutBelowEndsReadsAbove(String engine, boolean virtual, boolean blocking)
      throws Exception {
    try (ChannelPair pair = TlsPairs.over(tcp(engine, "&read-timeout=300ms"))) {
      pair.writer().setBlocking(blocking);
      var late = failure(virtual, () -> readAll(pair.writer()));
      assertTrue(late.getMessage().contains("read-timeout"), late::toString);
      assertUsable(pair);
    }
  }

  @Rule({"SOCK-26", "WAIT-14"})
  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void aReadTimeoutBelowEndsTheSleepOfACoroutineOnALoop(String engine) throws Exception {
    try (AioContext loop = AioContext.open("timeouts").start();
        ChannelPair pair = TlsPairs.over(tcp(engine, "&read-timeout=300ms"))) {
      pair.writer().setBlocking(false);
      pair.writer().attachAioContext(loop);
      var late = failure(true, () -> readAll(pair.writer()));
      assertTrue(late.getMessage().contains("read-timeout"), late::toString);
    }
  }

  @Rule("WAIT-14")
  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void aDeadlineBelowBoundsTheLayer(boolean virtual, boolean blocking) throws Exception {
    ChannelPair below = tcp("native", "");
    try (ChannelPair pair = TlsPairs.over(below)) {
      pair.writer().setBlocking(blocking);
      below.writer().setDeadline(Duration.ofMillis(20));
      var late = failure(virtual, () -> readAll(pair.writer()));
      assertTrue(late.getMessage().contains("deadline of 20 ms"), late::toString);
      below.writer().clearDeadline();
      assertUsable(pair);
    }
  }

  @Rule("WAIT-14")
  @Test
  void aDeadlineEndsAHandshakeTaskAndTheHandshakeGoesOn() throws Exception {
    ChannelPair below = tcp("native", "");
    try (QioChannel client = TlsPairs.client(below.writer(), QioOptions.none());
        QioChannel plain = below.reader()) {
      client.setDeadline(Duration.ofMillis(20));
      var late = assertThrows(SocketTimeoutException.class, () -> client.handshake().await());
      assertTrue(late.getMessage().contains(client.address()), late::toString);
      client.clearDeadline();
      try (QioChannel server = TlsPairs.server(plain, QioOptions.none())) {
        server.handshake().await(Duration.ofSeconds(20));
        client.handshake().await(Duration.ofSeconds(20));
        assertUsable(ChannelPair.twoWay(client, server));
      }
    }
  }

  @Rule("WAIT-14")
  @Test
  void aMovedDeadlineHoldsForATaskThatWaitsAlready() throws Exception {
    ChannelPair below = tcp("native", "");
    try (QioChannel client = TlsPairs.client(below.writer(), QioOptions.none());
        QioChannel plain = below.reader()) {
      var handshake = client.handshake();
      client.setDeadline(Duration.ofHours(1));
      client.setDeadline(Duration.ofMillis(20));
      assertThrows(SocketTimeoutException.class, () -> handshake.await(Duration.ofSeconds(20)));
      client.setDeadline(Duration.ofMillis(20));
      client.setDeadline(Duration.ofHours(1));
      var again = client.handshake();
      try (QioChannel server = TlsPairs.server(plain, QioOptions.none())) {
        server.handshake().await(Duration.ofSeconds(20));
        again.await(Duration.ofSeconds(20));
      }
    }
  }

  @Rule({"SOCK-26", "WAIT-14"})
  @ParameterizedTest
  @ValueSource(strings = {"deadline=150ms", "read-timeout=150ms"})
  void aLimitOfTheAddressEndsTheHandshakeWithASilentPeer(String option) throws Exception {
    try (QioListener silent = Qio.listen("tcp://127.0.0.1:0")) {
      String address = "tls+" + silent.localAddress() + "?verify=off&" + option;
      var late = failure(false, () -> Qio.connect(address)); // which shakes hands
      assertTrue(late.getMessage().startsWith("tls+" + silent.localAddress()), late::toString);
      assertTrue(late.getMessage().contains("150 ms"), late::toString);
    }
  }
}
