package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.channel.QioChannel;
import qio.api.channel.Relay;
import qio.tck.ChannelPair;
import qio.tck.Job;
import qio.tck.Rule;
import qio.tck.Setting;
import qio.tests.socket.OpenDescriptors;

/** What a relay does beyond one transfer: what is there, how much, and who failed. */
final class RelayMovesTest {

  private static final int SIZE = 6_000_000;
  private static final int MOST = 1 << 20;

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(11).nextBytes(bytes);
    return bytes;
  }

  private static Job<Long> untilTheEnd(Relay relay) {
    return Setting.BLOCKING_VIRTUAL.start(
        () -> {
          while (relay.moveAvailable(MOST) != QioChannel.EOF) {
            // all the work is done there
          }
          return relay.moved();
        });
  }

  /** Little pieces are answered before the next; now and then a lot comes at once. */
  @Rule("XFER-11")
  @ParameterizedTest
  @EnumSource
  void littleAndMuchArriveInOrder(RelayTest.Kind kind) throws Exception {
    byte[] bytes = random(SIZE);
    try (ChannelPair from = kind.open();
        ChannelPair to = kind.open()) {
      Job<Long> relaying = untilTheEnd(Relay.of(from.reader(), to.writer()));
      var sizes = new Random(5);
      int at = 0;
      while (at < SIZE) {
        int size = Math.min(SIZE - at, sizes.nextInt(4) == 0 ? 900_000 : 1 + sizes.nextInt(3_000));
        ByteBuffer piece = ByteBuffer.wrap(bytes, at, size);
        Job<Void> writing =
            Setting.BLOCKING_VIRTUAL.start(
                () -> {
                  from.writer().writeAll(piece);
                  return null;
                });
        ByteBuffer got = ByteBuffer.allocate(size);
        to.reader().readAll(got);
        writing.await();
        assertArrayEquals(Arrays.copyOfRange(bytes, at, at + size), got.array());
        at += size;
      }
      from.writer().close();
      assertEquals(SIZE, relaying.await());
    }
  }

  @Rule("XFER-11")
  @ParameterizedTest
  @EnumSource
  void inNonBlockingModeNothingIsWaitedFor(RelayTest.Kind kind) throws Exception {
    try (ChannelPair from = kind.open();
        ChannelPair to = kind.open()) {
      Relay relay = Relay.of(from.reader(), to.writer());
      from.reader().setBlocking(false);
      assertEquals(QioChannel.WOULD_BLOCK, relay.moveAvailable(MOST));
      from.writer().writeAll(ByteBuffer.wrap("one two".getBytes()));
      from.reader().await(qio.api.channel.IoCondition.IN);
      assertEquals(4, relay.moveAvailable(4), "no more than asked for");
      assertEquals(3, relay.moveAvailable(MOST));
      ByteBuffer got = ByteBuffer.allocate(7);
      to.reader().readAll(got);
      assertEquals("one two", new String(got.array()));
      from.writer().close();
      from.reader().await(qio.api.channel.IoCondition.IN);
      assertEquals(QioChannel.EOF, relay.moveAvailable(MOST));
      assertEquals(7, relay.moved());
    }
  }

  @Rule("XFER-12")
  @ParameterizedTest
  @EnumSource
  void aSinkThatFailsIsToldAndLosesNothing(RelayTest.Kind kind) throws Exception {
    byte[] bytes = random(SIZE);
    try (ChannelPair from = kind.open();
        ChannelPair to = kind.open()) {
      Relay relay = Relay.of(from.reader(), to.writer());
      assertEquals(Optional.empty(), relay.failedEnd());
      Job<Void> writing =
          Setting.BLOCKING_VIRTUAL.start(
              () -> {
                from.writer().writeAll(ByteBuffer.wrap(bytes));
                from.writer().close();
                return null;
              });
      Job<Long> relaying = untilTheEnd(relay);
      ByteBuffer some = ByteBuffer.allocate(100_000);
      to.reader().readAll(some);
      to.reader().close();
      relaying.awaitFailure(IOException.class);
      assertEquals(Optional.of(Relay.End.SINK), relay.failedEnd());
      int moved = (int) relay.moved();
      assertTrue(moved >= 100_000, "it counts while it moves: " + moved);
      byte[] rest = from.reader().asInputStream().readAllBytes();
      assertArrayEquals(Arrays.copyOfRange(bytes, moved, SIZE), rest);
      writing.await();
    }
  }

  @Rule("XFER-12")
  @ParameterizedTest
  @EnumSource
  void aSourceThatIsClosedIsTold(RelayTest.Kind kind) throws Exception {
    try (ChannelPair from = kind.open();
        ChannelPair to = kind.open()) {
      Relay relay = Relay.of(from.reader(), to.writer());
      Job<Long> relaying = untilTheEnd(relay);
      relaying.awaitAsleep();
      from.reader().close();
      relaying.awaitFailure(java.nio.channels.AsynchronousCloseException.class);
      assertEquals(Optional.of(Relay.End.SOURCE), relay.failedEnd());
      assertThrows(IOException.class, () -> relay.moveAvailable(1));
      assertEquals(Optional.of(Relay.End.SOURCE), relay.failedEnd());
    }
  }

  @Rule("XFER-10")
  @Test
  void aRelayThatWaitsAfterALotHoldsNoDescriptor() throws Exception {
    try (ChannelPair from = RelayTest.Kind.NATIVE_TCP.open();
        ChannelPair to = RelayTest.Kind.NATIVE_TCP.open()) {
      Job<Long> relaying = untilTheEnd(Relay.of(from.reader(), to.writer()));
      relaying.awaitAsleep();
      int before = OpenDescriptors.count();
      Job<Void> writing =
          Setting.BLOCKING_VIRTUAL.start(
              () -> {
                from.writer().writeAll(ByteBuffer.allocate(SIZE));
                return null;
              });
      to.reader().readAll(ByteBuffer.allocate(SIZE));
      writing.await();
      relaying.awaitAsleep();
      assertEquals(before, OpenDescriptors.count());
      from.writer().close();
      assertEquals(SIZE, relaying.await());
    }
  }

  @Test
  void whatCannotBeMovedIsRefused() throws Exception {
    try (ChannelPair from = RelayTest.Kind.MEMORY.open()) {
      assertThrows(IllegalArgumentException.class, () -> Relay.of(from.reader(), from.reader()));
      Relay relay = Relay.of(from.reader(), from.writer());
      assertThrows(IllegalArgumentException.class, () -> relay.moveAvailable(0));
      assertThrows(IllegalArgumentException.class, () -> relay.move(-1));
    }
  }
}
