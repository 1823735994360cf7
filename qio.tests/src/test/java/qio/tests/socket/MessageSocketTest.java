package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.Qio;
import qio.api.channel.Envelope;
import qio.api.channel.MessageChannel;
import qio.api.channel.QioChannel;
import qio.posix.PosixDescriptor;
import qio.posix.PosixSockets;
import qio.posix.SocketDomain;
import qio.posix.SocketName;
import qio.posix.SocketType;
import qio.tck.Rule;

/** Adopted sockets for messages, and senders that have to wait. */
class MessageSocketTest {

  @TempDir Path folder;

  @Rule("DGRAM-22")
  @Test
  void aPairOfUnixSocketsIsAdoptedAndItsModeLeftAlone() throws Exception {
    PosixSockets.Pair ends = PosixSockets.pair(SocketType.DATAGRAM);
    ends.first().setNonBlocking(false);
    try (PosixDescriptor shared = ends.first().dup();
        QioChannel first = Qio.adopt(ends.first());
        QioChannel second = Qio.adopt(ends.second())) {
      assertInstanceOf(MessageChannel.class, first);
      first.setBlocking(false);
      assertEquals(QioChannel.WOULD_BLOCK, first.read(ByteBuffer.allocate(1)));
      second.write(Bytes.of("one"));
      second.write(Bytes.of("two"));
      ByteBuffer dst = ByteBuffer.allocate(10);
      assertEquals(3, first.read(dst));
      assertEquals(3, first.read(dst));
      assertEquals("onetwo", Bytes.text(dst));
      assertEquals(false, shared.isNonBlocking());
    }
  }

  @Rule("DGRAM-22")
  @Test
  void anUnconnectedUdpSocketIsAdopted() throws Exception {
    PosixDescriptor socket = PosixSockets.open(SocketDomain.INET, SocketType.DATAGRAM);
    PosixSockets.bind(socket, new SocketName.Inet(InetAddress.getLoopbackAddress(), 0));
    try (MessageChannel server = (MessageChannel) Qio.adopt(socket);
        QioChannel client = Qio.connect(server.localAddress().orElseThrow())) {
      assertEquals(Optional.empty(), server.remoteAddress());
      client.write(Bytes.of("hello"));
      Envelope from = server.envelope();
      assertEquals(5, server.receive(ByteBuffer.allocate(10), from));
      assertEquals(client.localAddress(), from.address());
    }
  }

  private MessageChannel full(MessageChannel sender, Envelope to) throws Exception {
    sender.setBlocking(false);
    while (sender.send(Bytes.of("more"), to) != QioChannel.WOULD_BLOCK) {
      // until the peer's queue is full
    }
    sender.setBlocking(true);
    return sender;
  }

  @Rule("DGRAM-23")
  @ParameterizedTest
  @EnumSource
  void aSenderWaitsForAPeerWhoseQueueIsFull(Crew crew) throws Exception {
    String path = folder.resolve("s").toString();
    try (MessageChannel server = (MessageChannel) Qio.connect("unixgram:?local=" + path);
        MessageChannel connected = (MessageChannel) Qio.connect("unixgram:" + path);
        MessageChannel free = (MessageChannel) Qio.connect("unixgram:")) {
      Envelope to = free.envelope("unixgram:" + path);
      full(free, to);
      full(connected, connected.envelope());
      var first = crew.start(() -> free.send(Bytes.of("last"), to)).asleep();
      var second = crew.start(() -> connected.write(Bytes.of("last"))).asleep();
      ByteBuffer dst = ByteBuffer.allocate(10);
      for (int last = 0; last < 2; ) {
        server.read(dst.clear());
        last += Bytes.text(dst).equals("last") ? 1 : 0;
      }
      assertEquals(4, first.get());
      assertEquals(4, second.get());
    }
  }

  @Rule("DGRAM-23")
  @ParameterizedTest
  @EnumSource
  void closeWakesASenderThatWaitsForItsPeer(Crew crew) throws Exception {
    String path = folder.resolve("s").toString();
    try (MessageChannel server = (MessageChannel) Qio.connect("unixgram:?local=" + path);
        MessageChannel free = (MessageChannel) Qio.connect("unixgram:")) {
      Envelope to = free.envelope("unixgram:" + path);
      full(free, to);
      var sending = crew.start(() -> free.send(Bytes.of("x"), to)).asleep();
      free.close();
      sending.failure(AsynchronousCloseException.class);
      assertTrue(server.isOpen());
    }
  }
}
