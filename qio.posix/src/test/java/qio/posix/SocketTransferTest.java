package qio.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import qio.posix.libc.Staging;

class SocketTransferTest {

  private static final int WOULD_BLOCK = -2;
  private static final int EOF = -1;

  private int before;
  private PosixSockets.Pair pair;
  private SocketTransfer in;
  private SocketTransfer out;

  @BeforeEach
  void connect() throws IOException {
    before = OpenDescriptors.count();
    pair = PosixSockets.pair(SocketType.STREAM);
    in = new SocketTransfer(pair.first());
    out = new SocketTransfer(pair.second());
  }

  @AfterEach
  void disconnect() throws IOException {
    pair.first().close();
    pair.second().close();
    OpenDescriptors.assertNoneLeaked(before);
  }

  static Stream<Arguments> kindsOfBoth() {
    return Stream.of(Bytes.values())
        .flatMap(a -> Stream.of(Bytes.values()).map(b -> Arguments.of(a, b)));
  }

  @ParameterizedTest(name = "{0} to {1}")
  @MethodSource("kindsOfBoth")
  void oneBufferArrivesAndPositionsMoveByItsBytes(Bytes from, Bytes to) throws IOException {
    byte[] bytes = Bytes.random(1000, 1);
    ByteBuffer src = from.of(bytes);
    assertEquals(1000, out.send(src));
    assertEquals(1003, src.position());
    assertEquals(1003, src.limit());
    ByteBuffer dst = to.room(1500);
    assertEquals(1000, in.receive(dst));
    assertEquals(1003, dst.position());
    assertEquals(1503, dst.limit());
    assertArrayEquals(bytes, Bytes.taken(dst));
    Bytes.assertMarginUntouched(dst, 1500);
  }

  @ParameterizedTest
  @EnumSource(Bytes.class)
  void aReadOnlyBufferCanBeSentButNotReceivedInto(Bytes kind) throws IOException {
    byte[] bytes = Bytes.random(100, 2);
    ByteBuffer src = kind.of(bytes).asReadOnlyBuffer();
    assertEquals(100, out.send(src));
    assertEquals(0, src.remaining());
    assertEquals(
        200,
        out.send(
            new ByteBuffer[] {kind.of(bytes).asReadOnlyBuffer(), kind.of(bytes).asReadOnlyBuffer()},
            0,
            2));
    assertThrows(
        IllegalArgumentException.class, () -> in.receive(kind.room(10).asReadOnlyBuffer()));
    ByteBuffer[] oneReadOnly = {kind.room(10), kind.room(10).asReadOnlyBuffer()};
    assertThrows(IllegalArgumentException.class, () -> in.receive(oneReadOnly, 0, 2));
    ByteBuffer dst = kind.room(300);
    assertEquals(300, in.receive(dst));
    assertArrayEquals(
        concat(List.of(bytes, bytes, bytes)), Bytes.taken(dst), "the refused reads took nothing");
  }

  @Test
  void mixedBuffersAreGatheredAndScatteredInOrder() throws IOException {
    Random random = new Random(3);
    for (int round = 0; round < 300; round++) {
      List<byte[]> parts = new ArrayList<>();
      ByteBuffer[] srcs = randomBuffers(random, parts);
      byte[] all = concat(parts);
      long n = out.send(srcs, 1, srcs.length - 2);
      assertEquals(all.length, n, "round " + round);
      for (ByteBuffer src : srcs) {
        assertTrue(src == srcs[0] || src == srcs[srcs.length - 1] || !src.hasRemaining());
      }
      assertTrue(srcs[0].hasRemaining() && srcs[srcs.length - 1].hasRemaining(), "left alone");
      assertArrayEquals(all, receiveScattered(random, all.length), "round " + round);
    }
  }

  private static ByteBuffer[] randomBuffers(Random random, List<byte[]> parts) {
    int count = 1 + random.nextInt(40);
    ByteBuffer[] srcs = new ByteBuffer[count + 2];
    srcs[0] = Bytes.HEAP.of(new byte[] {99});
    srcs[count + 1] = Bytes.DIRECT.of(new byte[] {99});
    for (int i = 1; i <= count; i++) {
      byte[] part = Bytes.random(random.nextInt(4) == 0 ? 0 : random.nextInt(500), i);
      parts.add(part);
      srcs[i] = Bytes.values()[random.nextInt(Bytes.values().length)].of(part);
    }
    return srcs;
  }

  private byte[] receiveScattered(Random random, int total) throws IOException {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    while (got.size() < total) {
      int count = 1 + random.nextInt(30);
      ByteBuffer[] dsts = new ByteBuffer[count];
      int[] sizes = new int[count];
      for (int i = 0; i < count; i++) {
        sizes[i] = random.nextInt(400);
        dsts[i] = Bytes.values()[random.nextInt(Bytes.values().length)].room(sizes[i]);
      }
      long n = in.receive(dsts, 0, count);
      long moved = 0;
      for (int i = 0; i < count; i++) {
        byte[] taken = Bytes.taken(dsts[i]);
        got.writeBytes(taken);
        moved += taken.length;
        Bytes.assertMarginUntouched(dsts[i], sizes[i]);
      }
      assertEquals(n, moved, "positions moved by what was reported");
    }
    assertEquals(WOULD_BLOCK, in.receive(ByteBuffer.allocate(1)));
    return got.toByteArray();
  }

  private static byte[] concat(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }

  @ParameterizedTest
  @EnumSource(Bytes.class)
  void moreBuffersThanTheKernelTakesArePartlySent(Bytes kind) throws IOException {
    ByteBuffer[] srcs = new ByteBuffer[1500];
    for (int i = 0; i < srcs.length; i++) {
      srcs[i] = kind.of(new byte[] {(byte) i, (byte) (i >> 8)});
    }
    ByteBuffer dst = ByteBuffer.allocate(3000);
    int done = 0;
    while (done < 3000) {
      long n = out.send(srcs, done / 2, srcs.length - done / 2);
      assertTrue(n > 0);
      assertEquals(0, n % 2, "whole pieces fit into the socket here");
      done += (int) n;
      while (in.receive(dst) > 0) {
        assertTrue(dst.position() <= done);
      }
    }
    for (int i = 0; i < srcs.length; i++) {
      assertFalse(srcs[i].hasRemaining());
      assertEquals(i, dst.get(2 * i) & 0xff | (dst.get(2 * i + 1) & 0xff) << 8);
    }
  }

  @ParameterizedTest
  @EnumSource(Bytes.class)
  void aFullSocketTakesAPartThenWouldBlockThenGoesOn(Bytes kind) throws IOException {
    byte[] bytes = Bytes.random(3_000_000, 4);
    ByteBuffer src = kind.of(bytes);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    boolean blocked = false;
    while (got.size() < bytes.length) {
      int position = src.position();
      int n = out.send(src);
      if (n == WOULD_BLOCK) {
        blocked = true;
        assertEquals(position, src.position());
        ByteBuffer dst = kind.room(100_000);
        assertTrue(in.receive(dst) > 0);
        got.writeBytes(Bytes.taken(dst));
      } else {
        assertEquals(position + n, src.position());
        if (n == 0) {
          ByteBuffer dst = kind.room(100_000);
          assertTrue(in.receive(dst) > 0);
          got.writeBytes(Bytes.taken(dst));
        }
      }
    }
    assertTrue(blocked, "three megabytes do not fit into a socket");
    assertArrayEquals(bytes, got.toByteArray());
  }

  @Test
  void manyLargeHeapBuffersGoThroughTheStagingBlockInParts() throws IOException {
    PosixSockets.setOption(pair.second(), PosixSocketOption.SEND_BUFFER, 4_000_000);
    byte[] one = Bytes.random(Staging.BYTES - 1000, 5);
    byte[] two = Bytes.random(Staging.BYTES, 6);
    ByteBuffer[] srcs = {Bytes.HEAP.of(one), Bytes.HEAP.of(two)};
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    int total = one.length + two.length;
    while (got.size() < total) {
      out.send(srcs, 0, 2);
      ByteBuffer[] dsts = {Bytes.HEAP.room(70_000), Bytes.DIRECT.room(10), Bytes.HEAP.room(90_000)};
      long n = in.receive(dsts, 0, 3);
      assertTrue(n > 0);
      for (ByteBuffer dst : dsts) {
        got.writeBytes(Bytes.taken(dst));
      }
    }
    assertArrayEquals(concat(List.of(one, two)), got.toByteArray());
  }

  @Test
  void nothingThereWouldBlockAndNothingMoves() throws IOException {
    ByteBuffer dst = ByteBuffer.allocate(10);
    assertEquals(WOULD_BLOCK, in.receive(dst));
    assertEquals(
        WOULD_BLOCK, in.receive(new ByteBuffer[] {dst, ByteBuffer.allocateDirect(5)}, 0, 2));
    assertEquals(0, dst.position());
  }

  @Test
  void emptyBuffersTransferZeroBytes() throws IOException {
    ByteBuffer empty = ByteBuffer.allocate(0);
    assertEquals(0, in.receive(empty));
    assertEquals(0, in.receive(new ByteBuffer[] {empty, empty}, 0, 2));
    assertEquals(0, in.receive(new ByteBuffer[] {}, 0, 0));
    assertEquals(0, out.send(empty));
    assertEquals(0, out.send(new ByteBuffer[] {empty}, 0, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> out.send(new ByteBuffer[] {empty}, 0, 2));
  }

  @Test
  void theEndOfTheStreamIsReportedAgainAndAgain() throws IOException {
    out.send(ByteBuffer.wrap(new byte[] {1}));
    PosixSockets.shutdown(pair.second(), false, true);
    assertEquals(1, in.receive(ByteBuffer.allocate(10)));
    assertEquals(EOF, in.receive(ByteBuffer.allocate(10)));
    assertEquals(EOF, in.receive(ByteBuffer.allocateDirect(10)));
    assertEquals(
        EOF, in.receive(new ByteBuffer[] {ByteBuffer.allocate(1), ByteBuffer.allocate(1)}, 0, 2));
    assertEquals(1, new SocketTransfer(pair.first()).send(ByteBuffer.wrap(new byte[] {2})));
    assertEquals(1, new SocketTransfer(pair.second()).receive(ByteBuffer.allocate(10)));
  }

  @Test
  void sendingToAPeerThatIsGoneIsAnErrorAndNoSignal() throws IOException {
    pair.second().describe("unix:/tmp/peer");
    pair.first().close();
    SocketException failure =
        assertThrows(SocketException.class, () -> out.send(ByteBuffer.allocateDirect(1)));
    assertEquals("send unix:/tmp/peer: EPIPE (32) Broken pipe", failure.getMessage());
    ByteBuffer[] two = {ByteBuffer.wrap(new byte[] {1}), ByteBuffer.wrap(new byte[] {1})};
    assertEquals(
        "sendmsg unix:/tmp/peer: EPIPE (32) Broken pipe",
        assertThrows(SocketException.class, () -> out.send(two, 0, 2)).getMessage());
  }

  @Test
  void peekingLeavesTheBytes() throws IOException {
    out.send(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
    ByteBuffer[] three = {ByteBuffer.allocate(1), ByteBuffer.allocateDirect(2)};
    assertEquals(3, in.receive(three, 0, 2, null, true));
    assertEquals(3, three[1].get(1));
    ByteBuffer[] one = {ByteBuffer.allocate(10)};
    assertEquals(4, in.receive(one, 0, 1, null, true));
    assertEquals(4, in.receive(ByteBuffer.allocate(10)));
    assertEquals(
        WOULD_BLOCK, in.receive(new ByteBuffer[] {ByteBuffer.allocate(1)}, 0, 1, null, true));
  }

  @Timeout(
      value = 30,
      threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a native wait has no other end
  @Test
  void neitherDirectionWaitsThoughTheDescriptionIsBlocking() throws IOException {
    pair.first().setNonBlocking(false);
    pair.second().setNonBlocking(false);
    assertEquals(WOULD_BLOCK, in.receive(ByteBuffer.allocate(10)));
    ByteBuffer large = ByteBuffer.allocateDirect(10_000_000);
    while (out.send(large) >= 0) {
      assertTrue(large.hasRemaining());
    }
    assertFalse(pair.first().isNonBlocking(), "the flag is left as it is");
    assertFalse(pair.second().isNonBlocking());
  }

  @Test
  void aClosedSocketIsRefused() throws IOException {
    pair.first().close();
    assertThrows(ClosedChannelException.class, () -> in.receive(ByteBuffer.allocate(1)));
    assertThrows(ClosedChannelException.class, () -> in.send(ByteBuffer.allocate(1)));
  }

  @Test
  void aBufferWhoseArenaIsClosedIsRefusedBeforeTheKernelSeesIt() throws IOException {
    ByteBuffer[] dead = new ByteBuffer[3];
    try (Arena arena = Arena.ofShared()) {
      for (int i = 0; i < dead.length; i++) {
        dead[i] = arena.allocate(10).asByteBuffer();
      }
      out.send(dead[0].duplicate());
      out.send(dead, 1, 2);
      dead[1].clear();
      dead[2].clear();
    }
    assertThrows(IllegalStateException.class, () -> out.send(dead[0]));
    assertThrows(IllegalStateException.class, () -> out.send(dead, 1, 2));
    assertThrows(IllegalStateException.class, () -> in.receive(dead, 1, 2));
    ByteBuffer dst = ByteBuffer.allocate(100);
    assertEquals(30, in.receive(dst));
  }
}
