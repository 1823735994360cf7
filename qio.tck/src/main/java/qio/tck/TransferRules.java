package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Set;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;

/** What a single transfer answers, and what it does to the buffers. */
interface TransferRules extends ChannelSubject {

  @Rule("IO-1")
  @InEverySetting
  default void aReadGivesWhatTheOtherEndWroteThoughTheBufferHoldsMore(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          pair.writer().writeAll(Bytes.of("hello"));
          ByteBuffer dst = ByteBuffer.allocate(100);
          while (dst.position() < 5) {
            int before = dst.position();
            int n = Bytes.readSome(pair.reader(), dst);
            assertTrue(n > 0, "bytes are there, but the read answered " + n);
            assertEquals(before + n, dst.position(), "the position tells what was read");
          }
          assertEquals("hello", Bytes.text(dst));
        });
  }

  @Rule("IO-2")
  @InEverySetting
  default void theEndOfTheStreamIsTheEndAgainAndAgain(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.writer().writeAll(Bytes.of("last"));
          pair.closing(
              setting,
              pair.writer(),
              () -> {
                ByteBuffer dst = ByteBuffer.allocate(100);
                while (Bytes.readSome(pair.reader(), dst) != QioChannel.EOF) {
                  assertTrue(dst.hasRemaining(), "more came than was written");
                }
                assertEquals("last", Bytes.text(dst));
                for (int i = 0; i < 3; i++) {
                  assertEquals(QioChannel.EOF, Bytes.readSome(pair.reader(), dst));
                }
                assertEquals(4, dst.position(), "the end moves no position");
              });
        });
  }

  @Rule("IO-3")
  @InNonBlockingMode
  default void aReadWithNothingThereWouldBlock(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          ByteBuffer dst = ByteBuffer.allocate(10).position(3);
          assertEquals(QioChannel.WOULD_BLOCK, pair.reader().read(dst));
          assertEquals(QioChannel.WOULD_BLOCK, pair.reader().readv(dst, ByteBuffer.allocate(1)));
          assertEquals(3, dst.position());
          pair.writer().writeAll(Bytes.of("x"));
          assertEquals(1, Bytes.readSome(pair.reader(), dst), "usable after it would have blocked");
        });
  }

  @Rule("IO-4")
  @InEverySetting
  default void transfersOfNoBytesAnswerZeroAndTouchNothing(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          ByteBuffer none = ByteBuffer.allocate(0);
          assertEquals(0, pair.reader().read(none), "with nothing there");
          assertEquals(0, pair.reader().readv(none, none));
          assertEquals(0, pair.reader().readv());
          assertEquals(0, pair.writer().write(none));
          assertEquals(0, pair.writer().writev(none, none));
          pair.writer().writeAll(Bytes.of("x"));
          assertEquals(0, pair.reader().read(none), "with a byte there");
          pair.closing(
              setting,
              pair.writer(),
              () -> {
                ByteBuffer dst = ByteBuffer.allocate(10);
                assertEquals(1, Bytes.readSome(pair.reader(), dst));
                assertEquals(QioChannel.EOF, Bytes.readSome(pair.reader(), dst));
                assertEquals(0, pair.reader().read(none), "at the end");
              });
        });
  }

  @Rule("IO-5")
  @InNonBlockingMode
  default void aFullChannelTakesPartThenWouldBlockAndGoesOnOnceThereIsRoom(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          long taken = Bytes.fillUp(pair.writer());
          assertTrue(taken > 0);
          Job<Long> drain = setting.start(() -> Bytes.drain(pair.reader(), 0));
          assertTrue(pair.writer().await(IoCondition.OUT, Patience.limit()), "room came");
          ByteBuffer more = Bytes.stream(taken, 100_000);
          while (more.hasRemaining()) {
            if (pair.writer().write(more) == QioChannel.WOULD_BLOCK) {
              assertTrue(pair.writer().await(IoCondition.OUT, Patience.limit()), "room came");
            }
          }
          pair.writer().close();
          assertEquals(taken + 100_000, drain.await(), "nothing lost and nothing twice");
        });
  }

  @Rule("IO-6")
  @InEverySetting
  default void aScatteringReadFillsTheBuffersInOrder(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.writer().writeAll(Bytes.stream(0, 300));
          ByteBuffer[] dsts = {
            ByteBuffer.allocate(0),
            ByteBuffer.allocate(7),
            ByteBuffer.allocateDirect(100),
            ByteBuffer.allocate(0),
            ByteBuffer.allocate(500)
          };
          pair.closing(
              setting, pair.writer(), () -> assertEquals(300, scatterAll(pair.reader(), dsts)));
          Bytes.assertStream(0, dsts[1]);
          Bytes.assertStream(7, dsts[2]);
          Bytes.assertStream(107, dsts[4]);
        });
  }

  private static long scatterAll(QioChannel channel, ByteBuffer[] dsts) throws IOException {
    long sum = 0;
    for (long n = scatter(channel, dsts); n > 0; n = scatter(channel, dsts)) {
      sum += n;
      assertFilledInOrder(dsts, sum);
    }
    return sum;
  }

  private static long scatter(QioChannel channel, ByteBuffer[] dsts) throws IOException {
    long n = channel.readvFull(dsts, 0, dsts.length, null, Set.of());
    while (n == QioChannel.WOULD_BLOCK) {
      assertTrue(channel.await(IoCondition.IN, Patience.limit()));
      n = channel.readv(dsts);
    }
    return n;
  }

  private static void assertFilledInOrder(ByteBuffer[] dsts, long sum) {
    long left = sum;
    for (ByteBuffer dst : dsts) {
      long here = Math.min(left, dst.capacity());
      assertEquals(here, dst.position(), "an earlier buffer is full before a later one is used");
      left -= here;
    }
  }

  @Rule("IO-7")
  @InEverySetting
  default void aGatheringWriteTakesTheBuffersInOrder(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          ByteBuffer[] srcs = {
            ByteBuffer.allocate(0), Bytes.stream(0, 3), Bytes.stream(3, 250), Bytes.stream(253, 1)
          };
          long sum = 0;
          while (sum < 254) {
            long n = pair.writer().writev(srcs);
            if (n == QioChannel.WOULD_BLOCK) {
              assertTrue(pair.writer().await(IoCondition.OUT, Patience.limit()));
              continue;
            }
            sum += n;
            assertFilledInOrder(srcs, sum);
          }
          pair.closing(
              setting, pair.writer(), () -> assertEquals(254, Bytes.drain(pair.reader(), 0)));
        });
  }

  @Rule("IO-8")
  @InEverySetting
  default void buffersOfEveryKindAreUsedFromPositionToLimitOnly(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          byte[] array = "..abcd..".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
          pair.writer().writeAll(ByteBuffer.wrap(array, 2, 1));
          pair.writer().writeAll(ByteBuffer.wrap(array, 3, 1).slice());
          pair.writer().writeAll(ByteBuffer.wrap(array, 4, 1).asReadOnlyBuffer());
          pair.writer().writeAll(ByteBuffer.allocateDirect(3).put((byte) 'd').flip());
          ByteBuffer heap = ByteBuffer.allocate(6).position(2).limit(4);
          pair.reader().readAll(heap);
          ByteBuffer direct = ByteBuffer.allocateDirect(6).position(1).limit(3);
          pair.reader().readAll(direct);
          assertEquals("\0\0ab", Bytes.text(heap));
          assertEquals("\0cd", Bytes.text(direct));
          assertEquals("\0\0ab\0\0", Bytes.text(heap.clear().position(6)));
        });
  }

  @Rule("IO-9")
  @InEverySetting
  default void aReadOnlyBufferIsRefusedBeforeAnythingIsConsumed(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          ByteBuffer readOnly = ByteBuffer.allocate(4).asReadOnlyBuffer();
          ByteBuffer dst = ByteBuffer.allocate(4);
          pair.writer().writeAll(Bytes.of("data"));
          QioChannel reader = pair.reader();
          assertThrows(IllegalArgumentException.class, () -> reader.read(readOnly));
          assertThrows(IllegalArgumentException.class, () -> reader.readv(dst, readOnly));
          assertThrows(IllegalArgumentException.class, () -> reader.readAll(readOnly));
          reader.readAll(dst);
          assertEquals("data", Bytes.text(dst));
        });
  }

  @Rule("IO-10")
  @InEverySetting
  default void onlyTheGivenRangeOfBuffersIsUsedAndABadRangeIsRefused(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          ByteBuffer[] srcs = {Bytes.of("no"), Bytes.of("yes"), Bytes.of("no")};
          pair.writer().writevFullAll(srcs, 1, 1, List.of(), Set.of());
          ByteBuffer[] dsts = {
            ByteBuffer.allocate(3), ByteBuffer.allocate(3), ByteBuffer.allocate(3)
          };
          pair.reader().readvFullAll(dsts, 1, 1, null);
          assertEquals("yes", Bytes.text(dsts[1]));
          assertEquals(0, srcs[0].position() + srcs[2].position());
          assertEquals(0, dsts[0].position() + dsts[2].position());
          assertThrows(
              IndexOutOfBoundsException.class,
              () -> pair.reader().readvFull(dsts, 2, 2, null, Set.of()));
          assertThrows(
              IndexOutOfBoundsException.class,
              () -> pair.writer().writevFull(srcs, -1, 1, List.of(), Set.of()));
        });
  }

  @Rule("IO-11")
  @InBlockingMode
  default void aBlockingReadSleepsUntilTheFirstByteAndNoLonger(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          ByteBuffer dst = ByteBuffer.allocate(100);
          Job<Integer> read = setting.start(() -> pair.reader().read(dst));
          read.awaitAsleep();
          pair.writer().writeAll(Bytes.of("x"));
          assertEquals(1, read.await());
        });
  }

  @Rule("IO-12")
  @InBlockingMode
  default void aBlockingWriteSleepsUntilThereIsRoom(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          long taken = Bytes.fillUp(pair.writer());
          pair.writer().setBlocking(true);
          int size = Bytes.tooMuchFor(pair.writer(), taken);
          ByteBuffer more = Bytes.stream(taken, size);
          Job<Void> write =
              setting.start(
                  () -> {
                    pair.writer().writeAll(more);
                    pair.writer().close();
                    return null;
                  });
          write.awaitAsleep();
          assertEquals(taken + size, Bytes.drain(pair.reader(), 0));
          write.await();
        });
  }

  @Rule("IO-13")
  @InNonBlockingMode
  default void aChannelIsBornBlockingAndASwitchHoldsForLaterCalls(Setting setting)
      throws Exception {
    setting.run(
        () -> {
          try (ChannelPair pair = openPair()) {
            QioChannel reader = pair.reader();
            assertTrue(reader.isBlocking());
            assertTrue(pair.writer().isBlocking());
            reader.setBlocking(false);
            assertFalse(reader.isBlocking());
            assertEquals(QioChannel.WOULD_BLOCK, reader.read(ByteBuffer.allocate(1)));
            reader.setBlocking(true);
            Job<Integer> read = setting.start(() -> reader.read(ByteBuffer.allocate(1)));
            read.awaitAsleep();
            reader.setBlocking(false);
            pair.writer().writeAll(Bytes.of("x"));
            assertEquals(1, read.await(), "the call that was under way kept its mode");
          }
        });
  }

  @Rule("IO-14")
  @InEverySetting
  default void aQuarterOfAThousandBuffersArriveIdentical(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          Job<Void> write =
              setting.start(
                  () -> {
                    pair.writer().writevAll(numbered(true));
                    pair.writer().close();
                    return null;
                  });
          ByteBuffer[] dsts = numbered(false);
          pair.reader().readvAll(dsts);
          write.await();
          ByteBuffer[] wanted = numbered(true);
          for (int i = 0; i < dsts.length; i++) {
            assertEquals(wanted[i], dsts[i].flip(), "buffer " + i);
          }
          assertEquals(
              QioChannel.EOF, Bytes.readSome(pair.reader(), ByteBuffer.allocate(1)), "and no more");
        });
  }

  /** 250 buffers of 4194 bytes, each filled with its own number. */
  private static ByteBuffer[] numbered(boolean filled) {
    ByteBuffer[] buffers = new ByteBuffer[250];
    for (int i = 0; i < buffers.length; i++) {
      byte[] bytes = new byte[4194];
      if (filled) {
        java.util.Arrays.fill(bytes, (byte) i);
      }
      buffers[i] = ByteBuffer.wrap(bytes);
    }
    return buffers;
  }

  @Rule({"IO-15", "IO-16"})
  @InEverySetting
  default void aWriteToAnEndThatIsGoneFailsAndTheMessageNamesTheChannel(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          QioChannel writer = pair.writer();
          pair.reader().close();
          IOException broken =
              assertThrows(IOException.class, () -> writer.writevAll(Bytes.flood()));
          assertFalse(broken instanceof ClosedChannelException, "this end was not closed");
          assertTrue(writer.isOpen());
          String transport = writer.address().substring(writer.address().lastIndexOf('+') + 1);
          assertTrue(
              String.valueOf(broken.getMessage()).contains(transport),
              () -> "the message should name " + transport + ": " + broken.getMessage());
        });
  }
}
