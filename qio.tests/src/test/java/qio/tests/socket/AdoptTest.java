package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.ChannelFeature;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.posix.PosixDescriptor;
import qio.posix.PosixSockets;
import qio.posix.SocketDomain;
import qio.posix.SocketType;
import qio.tck.Rule;

/** Sockets that come as descriptors (S07, S08, S28–S30), whose flags others may share. */
class AdoptTest {

  @Rule("SOCK-20")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theModeThatOthersShareIsNeverTouched(boolean nonBlocking) throws Exception {
    PosixSockets.Pair ends = PosixSockets.pair(SocketType.STREAM);
    ends.first().setNonBlocking(nonBlocking);
    ends.second().setNonBlocking(nonBlocking);
    try (PosixDescriptor shared = ends.first().dup();
        QioChannel first = Qio.adopt(ends.first());
        QioChannel second = Qio.adopt(ends.second())) {
      first.setBlocking(false);
      assertEquals(QioChannel.WOULD_BLOCK, first.read(ByteBuffer.allocate(1)));
      assertTrue(Bytes.fill(first) > 0, "a full socket would block, whatever the flag says");
      assertEquals(nonBlocking, shared.isNonBlocking());
      first.setBlocking(true);
      for (Crew crew : Crew.values()) {
        var reading = crew.start(() -> first.read(ByteBuffer.allocate(1))).asleep();
        Bytes.send(second, "x");
        assertEquals(1, reading.get());
      }
      assertEquals(nonBlocking, shared.isNonBlocking());
      var reading = Crew.PLATFORM.start(() -> first.read(ByteBuffer.allocate(1))).asleep();
      first.close();
      reading.failure(AsynchronousCloseException.class);
      assertEquals(nonBlocking, shared.isNonBlocking());
    }
  }

  @Rule("SOCK-40")
  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NATIVE_UNIX"})
  void whoeverIsLentADescriptorFindsItNonBlockingForGood(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      QioChannel client = pair.client();
      readInside(pair, ByteBuffer.allocateDirect(1));
      PosixDescriptor lent = (PosixDescriptor) client.descriptor().orElseThrow();
      assertTrue(lent.isNonBlocking());
      readInside(pair, ByteBuffer.allocateDirect(1));
      readInside(pair, ByteBuffer.allocate(1));
      assertTrue(lent.isNonBlocking());
    }
  }

  /** A platform thread waits for a byte, which may be inside a system call. */
  private static void readInside(SocketPair pair, ByteBuffer dst) throws Exception {
    var reading = Crew.PLATFORM.start(() -> pair.client().read(dst)).asleep();
    Bytes.send(pair.server(), "x");
    assertEquals(1, reading.get());
  }

  @Test
  void theChannelOwnsTheDescriptor() throws Exception {
    PosixSockets.Pair ends = PosixSockets.pair(SocketType.STREAM);
    try (QioChannel second = Qio.adopt(ends.second())) {
      QioChannel first = Qio.adopt(ends.first());
      assertTrue(first.hasFeature(ChannelFeature.FD_PASS));
      assertTrue(first.hasFeature(ChannelFeature.READ_MSG_PEEK));
      assertFalse(first.hasFeature(ChannelFeature.LISTEN));
      assertTrue(first.peerCredentials().isPresent());
      first.close();
      assertFalse(ends.first().isOpen());
      assertEquals(QioChannel.EOF, second.read(ByteBuffer.allocate(1)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NATIVE_UNIX"})
  void addressesAreFoundOut(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair();
        QioChannel copy = Qio.adopt(pair.client().descriptor().orElseThrow().dup())) {
      assertEquals(pair.client().localAddress(), copy.localAddress());
      assertEquals(pair.client().remoteAddress(), copy.remoteAddress());
      assertEquals(kind.isUnix(), copy.hasFeature(ChannelFeature.FD_PASS));
    }
  }

  @Test
  void anUnconnectedSocketHasNoPeer() throws Exception {
    try (QioChannel alone = Qio.adopt(PosixSockets.open(SocketDomain.INET, SocketType.STREAM))) {
      assertEquals(Optional.empty(), alone.remoteAddress());
      assertThrows(IOException.class, () -> Bytes.send(alone, "x"));
    }
  }

  @Rule("SOCK-19")
  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NATIVE_UNIX"})
  void aListeningSocketIsAdoptedAsWhatItIs(SocketKind kind) throws Exception {
    try (QioListener listener = kind.listen()) {
      try (QioChannel copy = Qio.adopt(listener.channel().descriptor().orElseThrow().dup())) {
        assertTrue(copy.hasFeature(ChannelFeature.LISTEN));
        assertFalse(copy.hasFeature(ChannelFeature.FD_PASS));
        assertEquals(Optional.of(listener.localAddress()), copy.localAddress());
        kind.connect(listener).close();
        assertTrue(copy.await(IoCondition.IN, Duration.ofSeconds(10)), "a client waits");
        assertThrows(IOException.class, () -> copy.read(ByteBuffer.allocate(1)));
      }
      listener.accept().close();
      kind.connect(listener).close();
    }
  }

  @Rule("SOCK-19")
  @Test
  void aSocketOfATypeThatNobodyKnowsStaysTheCallers() throws Exception {
    try (PosixDescriptor packets = PosixSockets.open(SocketDomain.UNIX, SocketType.SEQPACKET)) {
      assertThrows(IOException.class, () -> Qio.adopt(packets));
      assertTrue(packets.isOpen());
    }
  }
}
