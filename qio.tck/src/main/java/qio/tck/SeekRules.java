package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.api.channel.SeekOrigin.CURRENT;
import static qio.api.channel.SeekOrigin.DATA;
import static qio.api.channel.SeekOrigin.END;
import static qio.api.channel.SeekOrigin.HOLE;
import static qio.api.channel.SeekOrigin.SET;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import qio.api.channel.ChannelFeature;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;

/** Channels with a position: files, and buffers in memory. */
interface SeekRules extends SeekableSubject {

  private void with(Setting setting, Use<QioChannel> body) throws Exception {
    setting.run(
        () -> {
          try (QioChannel channel = openSeekable()) {
            setting.applyTo(channel);
            body.with(channel);
          }
        });
  }

  private static String readFrom(QioChannel channel, int size) throws Exception {
    ByteBuffer dst = ByteBuffer.allocate(size);
    channel.readAll(dst);
    return Bytes.text(dst);
  }

  @Rule("SEEK-1")
  @InEverySetting
  default void whatWasWrittenIsReadBackAfterSeekingToIt(Setting setting) throws Exception {
    with(
        setting,
        channel -> {
          assertTrue(channel.hasFeature(ChannelFeature.SEEKABLE));
          channel.writeAll(Bytes.stream(0, 200_000));
          assertEquals(0, channel.seek(0, SET));
          assertEquals(200_000, Bytes.drain(channel, 0));
        });
  }

  @Rule("SEEK-1")
  @InEverySetting
  default void aWriteHappensAtThePositionAndReplacesWhatWasThere(Setting setting) throws Exception {
    with(
        setting,
        channel -> {
          channel.writeAll(Bytes.of("abcdef"));
          channel.seek(2, SET);
          channel.writeAll(Bytes.of("XY"));
          assertEquals("ef", readFrom(channel, 2), "reading goes on where writing stopped");
          channel.seek(0, SET);
          assertEquals("abXYef", readFrom(channel, 6));
        });
  }

  @Rule("SEEK-2")
  @InEverySetting
  default void seekCountsFromTheBeginningThePositionOrTheEnd(Setting setting) throws Exception {
    with(
        setting,
        channel -> {
          channel.writeAll(Bytes.of("abcdef"));
          assertEquals(6, channel.seek(0, CURRENT));
          assertEquals(1, channel.seek(1, SET));
          assertEquals(3, channel.seek(2, CURRENT));
          assertEquals(2, channel.seek(-1, CURRENT));
          assertEquals(4, channel.seek(-2, END));
          assertEquals("ef", readFrom(channel, 2));
          assertEquals(100, channel.seek(94, END), "beyond the end too");
          assertEquals(QioChannel.EOF, channel.read(ByteBuffer.allocate(1)));
        });
  }

  @Rule("SEEK-3")
  @InEverySetting
  default void aNegativePositionIsRefusedAndChangesNothing(Setting setting) throws Exception {
    with(
        setting,
        channel -> {
          channel.writeAll(Bytes.of("abc"));
          ByteBuffer one = ByteBuffer.allocate(1);
          assertThrows(IllegalArgumentException.class, () -> channel.seek(-1, SET));
          assertThrows(IllegalArgumentException.class, () -> channel.seek(-4, CURRENT));
          assertThrows(IllegalArgumentException.class, () -> channel.seek(-4, END));
          assertThrows(IllegalArgumentException.class, () -> channel.pread(one, -1));
          assertThrows(IllegalArgumentException.class, () -> channel.pwrite(one, -1));
          assertEquals(0, one.position());
          assertEquals(3, channel.seek(0, CURRENT));
        });
  }

  @Rule("SEEK-4")
  @InEverySetting
  default void aGapReadsAsZeros(Setting setting) throws Exception {
    with(
        setting,
        channel -> {
          channel.writeAll(Bytes.of("a"));
          channel.seek(100_000, SET);
          channel.writeAll(Bytes.of("b"));
          channel.seek(1, SET);
          ByteBuffer gap = ByteBuffer.allocate(99_999);
          channel.readAll(gap);
          assertEquals(ByteBuffer.allocate(99_999), gap.flip());
          assertEquals("b", readFrom(channel, 1));
        });
  }

  @Rule("SEEK-5")
  @InEverySetting
  default void positionalTransfersLeaveThePositionAlone(Setting setting) throws Exception {
    with(
        setting,
        channel -> {
          channel.writeAll(Bytes.of("abcdef"));
          channel.seek(1, SET);
          assertEquals(2, channel.pwrite(Bytes.of("YZ"), 4));
          ByteBuffer dst = ByteBuffer.allocate(2);
          assertEquals(2, channel.pread(dst, 3));
          assertEquals("dY", Bytes.text(dst));
          assertEquals(1, channel.seek(0, CURRENT));
          assertEquals("bcdYZ", readFrom(channel, 5));
        });
  }

  @Rule("SEEK-6")
  @InEverySetting
  default void positionalTransfersHonourSeveralBuffers(Setting setting) throws Exception {
    with(
        setting,
        channel -> {
          ByteBuffer[] srcs = {Bytes.stream(0, 5), ByteBuffer.allocate(0), Bytes.stream(5, 95)};
          assertEquals(100, channel.pwritev(srcs, 7));
          ByteBuffer[] dsts = {ByteBuffer.allocate(60), ByteBuffer.allocateDirect(60)};
          assertEquals(100, channel.preadv(dsts, 7));
          Bytes.assertStream(0, dsts[0]);
          Bytes.assertStream(60, dsts[1]);
          assertEquals(40, dsts[1].position());
        });
  }

  @Rule("SEEK-7")
  @InEverySetting
  default void aReadAtOrPastTheEndFindsItAndMoreCanBeWrittenLater(Setting setting)
      throws Exception {
    with(
        setting,
        channel -> {
          ByteBuffer dst = ByteBuffer.allocate(4);
          assertEquals(QioChannel.EOF, channel.read(dst), "empty");
          channel.writeAll(Bytes.of("abc"));
          assertEquals(QioChannel.EOF, channel.read(dst), "at the end");
          assertEquals(QioChannel.EOF, channel.pread(dst, 3));
          assertEquals(QioChannel.EOF, channel.pread(dst, 1000));
          assertEquals(0, channel.pread(ByteBuffer.allocate(0), 1000), "no bytes were asked for");
          channel.pwrite(Bytes.of("d"), 3);
          assertEquals(1, Bytes.readSome(channel, dst));
          assertEquals("d", Bytes.text(dst));
        });
  }

  @Rule("SEEK-8")
  @InEverySetting
  default void aChannelWithAPositionIsAlwaysReady(Setting setting) throws Exception {
    with(
        setting,
        channel -> {
          assertTrue(channel.await(IoCondition.IN, Duration.ofSeconds(5)));
          assertTrue(channel.await(IoCondition.OUT, Duration.ofSeconds(5)));
          try (Loop loop = Loop.running()) {
            Calls in = Calls.upTo(2);
            Calls both = Calls.upTo(2);
            channel.addWatch(IoCondition.of(IoCondition.IN), in, loop.context());
            channel.addWatch(IoCondition.of(IoCondition.IN, IoCondition.OUT), both, loop.context());
            in.await(2);
            both.await(2);
            in.assertAlwaysTold(IoCondition.IN);
            both.assertAlwaysTold(IoCondition.IN, IoCondition.OUT);
          }
        });
  }

  @Rule("SEEK-9")
  @InEverySetting
  default void manyThreadsMayUsePositionsAtOnce(Setting setting) throws Exception {
    with(
        setting,
        channel -> {
          int size = 50_000;
          List<Job<Void>> writers = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            long at = (long) i * size;
            writers.add(setting.start(() -> writeAndCheck(channel, at, size)));
          }
          for (Job<Void> writer : writers) {
            writer.await();
          }
          assertEquals(0, channel.seek(0, CURRENT));
          assertEquals(4L * size, Bytes.drain(channel, 0));
        });
  }

  private static Void writeAndCheck(QioChannel channel, long at, int size) throws Exception {
    ByteBuffer src = Bytes.stream(at, size);
    while (src.hasRemaining()) {
      channel.pwrite(src, at + src.position());
    }
    ByteBuffer dst = ByteBuffer.allocate(size);
    while (dst.hasRemaining()) {
      assertTrue(channel.pread(dst, at + dst.position()) > 0);
    }
    Bytes.assertStream(at, dst);
    return null;
  }

  @Rule("SEEK-11")
  @InEverySetting
  default void dataAndHolesAreFoundInOrderUpToTheEnd(Setting setting) throws Exception {
    with(
        setting,
        channel -> {
          int size = 1 << 20;
          channel.writeAll(Bytes.of("begin"));
          channel.pwrite(Bytes.of("end"), size - 3);
          assertEquals(0, channel.seek(0, DATA));
          assertEquals(2, channel.seek(2, DATA), "from within data it goes nowhere");
          long hole = channel.seek(2, HOLE);
          assertTrue(hole >= 5 && hole <= size, "a hole begins behind the data, not at " + hole);
          if (hole < size) {
            long data = channel.seek(hole, DATA);
            assertTrue(data > hole && data <= size - 3, "data again, not at " + data);
          }
          assertEquals(size - 1, channel.seek(size - 1, DATA));
          assertEquals(size, channel.seek(size - 1, HOLE), "behind the end begins a hole");
          assertEquals(size, channel.seek(0, CURRENT), "that is the position now");
          channel.seek(size - 3, DATA);
          assertEquals("end", readFrom(channel, 3));
        });
  }

  @Rule("SEEK-12")
  @InEverySetting
  default void fromTheEndOnThereIsNothingToFindAndThePositionStays(Setting setting)
      throws Exception {
    with(
        setting,
        channel -> {
          assertEquals(QioChannel.EOF, channel.seek(0, DATA), "empty");
          assertEquals(QioChannel.EOF, channel.seek(0, HOLE), "empty");
          channel.writeAll(Bytes.of("abc"));
          channel.seek(1, SET);
          assertEquals(QioChannel.EOF, channel.seek(3, DATA));
          assertEquals(QioChannel.EOF, channel.seek(3, HOLE));
          assertEquals(QioChannel.EOF, channel.seek(Long.MAX_VALUE, DATA));
          assertThrows(IllegalArgumentException.class, () -> channel.seek(-1, DATA));
          assertThrows(IllegalArgumentException.class, () -> channel.seek(-1, HOLE));
          assertEquals(1, channel.seek(0, CURRENT));
        });
  }

  @Rule("SEEK-10")
  @InEverySetting
  default void aClosedChannelHasNoPosition(Setting setting) throws Exception {
    with(
        setting,
        channel -> {
          channel.writeAll(Bytes.of("abc"));
          channel.close();
          channel.close();
          ByteBuffer one = ByteBuffer.allocate(1);
          assertThrows(ClosedChannelException.class, () -> channel.seek(0, SET));
          assertThrows(ClosedChannelException.class, () -> channel.pread(one, 0));
          assertThrows(ClosedChannelException.class, () -> channel.pwrite(one, 0));
          assertThrows(ClosedChannelException.class, () -> channel.read(one));
          assertThrows(ClosedChannelException.class, () -> channel.write(one));
        });
  }
}
