package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.aio.AioContext;
import qio.api.channel.ChannelFeature;
import qio.api.channel.DescriptorList;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.SeekOrigin;
import qio.api.channel.UnsupportedFeatureException;

/**
 * Bytes through sockets: would-block, partial, several buffers, peek, and a peer that is gone (S46,
 * S47, G31).
 */
class TransferTest {

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void anEmptySocketWouldBlockAndAFullOneToo(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair();
        AioContext loop = AioContext.open("ready").start()) {
      QioChannel client = pair.client();
      client.setBlocking(false);
      assertEquals(QioChannel.WOULD_BLOCK, client.read(ByteBuffer.allocate(1)));
      long sent = Bytes.fill(client);
      assertTrue(sent > 0);

      CountDownLatch room = new CountDownLatch(1);
      client.addWatch(IoCondition.of(IoCondition.OUT), signal(room), loop);
      drain(pair.server(), sent);
      assertTrue(room.await(10, TimeUnit.SECONDS), "a watch for OUT fires when there is room");

      CountDownLatch data = new CountDownLatch(1);
      client.addWatch(IoCondition.of(IoCondition.IN), signal(data), loop);
      Bytes.send(pair.server(), "x");
      assertTrue(data.await(10, TimeUnit.SECONDS), "a watch for IN fires when data come");
      assertEquals("x", Bytes.receive(client, 1));
    }
  }

  private static qio.api.channel.WatchCallback signal(CountDownLatch latch) {
    return (channel, ready) -> {
      latch.countDown();
      return false;
    };
  }

  private static void drain(QioChannel channel, long bytes) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(64 * 1024);
    for (long left = bytes; left > 0; ) {
      into.clear().limit((int) Math.min(left, into.capacity()));
      left -= channel.read(into);
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void positionsTellWhereAPartialWriteStopped(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.client().setBlocking(false);
      ByteBuffer[] huge = {
        ByteBuffer.allocate(5), ByteBuffer.allocateDirect(16 << 20), ByteBuffer.allocate(16 << 20)
      };
      long n = pair.client().writev(huge);
      long moved = huge[0].position() + (long) huge[1].position() + huge[2].position();
      assertEquals(moved, n);
      assertTrue(n >= 5 && n < 32 << 20, "taken in part: " + n);
      assertEquals(5, huge[0].position(), "buffers are emptied in order");
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void severalBuffersAreFilledInOrderAndEmptyOnesPassedOver(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.client().writevAll(Bytes.of("ab"), ByteBuffer.allocate(0), Bytes.of("cdef").position(1));
      ByteBuffer first = ByteBuffer.allocate(1);
      ByteBuffer none = ByteBuffer.allocate(0);
      ByteBuffer second = ByteBuffer.allocateDirect(9);
      ByteBuffer inside = ByteBuffer.allocate(10).position(3).limit(5);
      pair.server().readv(first, none, second);
      assertEquals("a", Bytes.text(first));
      assertEquals("bdef", Bytes.text(second));
      Bytes.send(pair.client(), "xyz");
      assertEquals(2, pair.server().read(inside));
      assertArrayEquals(new byte[] {0, 0, 0, 'x', 'y', 0, 0, 0, 0, 0}, inside.array());
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void theOffsetOfAnArrayIsKept(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      ByteBuffer[] buffers = {Bytes.of("no"), Bytes.of("yes"), Bytes.of("no")};
      assertEquals(3, pair.client().writevFull(buffers, 1, 1, List.of(), Set.of()));
      assertEquals(0, buffers[0].position() + buffers[2].position());
      ByteBuffer slice = ByteBuffer.wrap(new byte[8], 2, 5).slice();
      assertEquals(3, pair.server().read(slice));
      assertEquals("yes", Bytes.text(slice));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NATIVE_UNIX", "NATIVE_ABSTRACT", "NATIVE_TCP6"})
  void aPeekLeavesTheBytes(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Bytes.send(pair.client(), "peekaboo");
      assertEquals("peek", peek(pair.server(), 4));
      assertEquals("peek", peek(pair.server(), 4));
      assertEquals("peekaboo", peek(pair.server(), 20));
      assertEquals("peekaboo", Bytes.receive(pair.server(), 8));
      pair.server().setBlocking(false);
      ByteBuffer[] one = {ByteBuffer.allocate(1)};
      assertEquals(
          QioChannel.WOULD_BLOCK,
          pair.server().readvFull(one, 0, 1, null, Set.of(ReadFlag.MSG_PEEK)));
    }
  }

  private static String peek(QioChannel channel, int length) throws IOException {
    ByteBuffer[] two = {ByteBuffer.allocate(1), ByteBuffer.allocate(length - 1)};
    channel.readvFull(two, 0, 2, null, Set.of(ReadFlag.MSG_PEEK));
    return Bytes.text(two[0]) + Bytes.text(two[1]);
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void whatASocketCannotIsRefusedAndMovesNothing(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Bytes.send(pair.client(), "kept");
      QioChannel server = pair.server();
      ByteBuffer[] one = {ByteBuffer.allocate(4)};
      assertThrows(UnsupportedFeatureException.class, () -> server.seek(0, SeekOrigin.SET));
      assertThrows(UnsupportedFeatureException.class, () -> server.pread(one[0], 0));
      if (!server.hasFeature(ChannelFeature.READ_MSG_PEEK)) {
        assertThrows(
            UnsupportedFeatureException.class,
            () -> server.readvFull(one, 0, 1, null, Set.of(ReadFlag.MSG_PEEK)));
      }
      if (!server.hasFeature(ChannelFeature.FD_PASS)) {
        assertThrows(
            UnsupportedFeatureException.class,
            () -> server.readvFull(one, 0, 1, new DescriptorList(), Set.of()));
      }
      assertEquals("kept", Bytes.receive(server, 4));
      assertThrows(IOException.class, () -> pair.listener().channel().read(ByteBuffer.allocate(1)));
      assertThrows(
          IOException.class, () -> pair.listener().channel().write(ByteBuffer.allocate(1)));
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void everythingWrittenBeforeCloseArrives(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.client().setBlocking(false);
      long sent = Bytes.fill(pair.client());
      pair.client().close();
      drain(pair.server(), sent);
      assertEquals(QioChannel.EOF, pair.server().read(ByteBuffer.allocate(1)));
      assertEquals(Optional.of(pair.listener().localAddress()), pair.server().localAddress());
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void aStreamThatEndsTooEarlySaysHowFarItCame(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Bytes.send(pair.client(), "abc");
      pair.client().close();
      var failure = assertThrows(EOFException.class, () -> Bytes.receive(pair.server(), 10));
      assertTrue(failure.getMessage().contains("3 of 10"), failure::getMessage);
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void writingToAPeerThatIsGoneNamesTheAddress(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.server().close();
      var failure =
          assertThrows(
              SocketException.class,
              () -> {
                for (; ; ) {
                  Bytes.send(pair.client(), "anybody there?");
                }
              });
      assertTrue(failure.getMessage().contains(pair.client().address()), failure::getMessage);
      if (kind.isNative()) {
        assertTrue(
            failure.getMessage().contains("EPIPE") || failure.getMessage().contains("ECONNRESET"),
            failure::getMessage);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NIO_TCP"})
  void aResetIsAnErrorThatNamesTheAddress(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Bytes.send(pair.server(), "never read");
      pair.client().await(IoCondition.IN);
      pair.client().close(); // with unread data: the kernel resets the connection
      var failure =
          assertThrows(
              SocketException.class,
              () -> {
                for (; ; ) {
                  assertTrue(pair.server().read(ByteBuffer.allocate(1)) != QioChannel.EOF);
                }
              });
      assertTrue(failure.getMessage().contains(pair.server().address()), failure::getMessage);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NIO_TCP", "NATIVE_UNIX", "NIO_UNIX"})
  void largeHeapBuffersGoThroughInPieces(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      byte[] data = new byte[5 << 20];
      new java.util.Random(1).nextBytes(data);
      var writer =
          Crew.PLATFORM.start(
              () -> {
                pair.client().writeAll(ByteBuffer.wrap(data));
                return null;
              });
      ByteBuffer into = ByteBuffer.allocate(data.length);
      pair.server().readAll(into);
      writer.get();
      assertArrayEquals(data, into.array());
    }
  }
}
