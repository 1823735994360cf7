package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import qio.api.channel.QioChannel;

/**
 * Moving bytes from channel to channel: out of the reader of one pair, into the writer of another
 * of the same kind.
 */
interface RelayRules extends ChannelSubject {

  private void between(Setting setting, UseOfTwo body) throws Exception {
    setting.run(
        this,
        from -> {
          ChannelPair to = openPair();
          try {
            setting.applyTo(to.writer());
            setting.applyTo(to.reader());
            body.with(from, to);
          } finally {
            to.closeWhateverIsLost(setting);
          }
        });
  }

  @Rule({"XFER-1", "XFER-3"})
  @InEverySetting
  default void everythingArrivesUntilTheStreamEnds(Setting setting) throws Exception {
    between(
        setting,
        (from, to) -> {
          int size = 300_000; // more than two of the buffers that it is moved with
          Job<Long> relay =
              setting.start(
                  () -> {
                    long moved = from.reader().transferTo(to.writer(), Long.MAX_VALUE);
                    assertEquals(0, from.reader().transferTo(to.writer(), 10), "it has ended");
                    to.writer().close();
                    return moved;
                  });
          Job<Void> write =
              setting.start(
                  () -> {
                    from.writer().writeAll(Bytes.stream(0, size));
                    from.writer().close();
                    return null;
                  });
          assertEquals(size, Bytes.drain(to.reader(), 0));
          write.await();
          assertEquals(size, relay.await());
        });
  }

  @Rule("XFER-2")
  @InEverySetting
  default void noMoreThanAskedForIsMovedAndTheRestIsReadHere(Setting setting) throws Exception {
    between(
        setting,
        (from, to) -> {
          from.writer().writeAll(Bytes.of("one two three"));
          assertEquals(0, from.reader().transferTo(to.writer(), 0));
          assertEquals(4, from.reader().transferTo(to.writer(), 4));
          assertEquals(4, from.reader().transferTo(to.writer(), 4));
          ByteBuffer moved = ByteBuffer.allocate(8);
          to.reader().readAll(moved);
          assertEquals("one two ", Bytes.text(moved));
          ByteBuffer rest = ByteBuffer.allocate(5);
          from.reader().readAll(rest);
          assertEquals("three", Bytes.text(rest));
        });
  }

  @Rule("XFER-4")
  @InEverySetting
  default void whatCannotBeMovedIsRefusedAndNothingIsRead(Setting setting) throws Exception {
    between(
        setting,
        (from, to) -> {
          from.writer().writeAll(Bytes.of("x"));
          QioChannel reader = from.reader();
          assertThrows(IllegalArgumentException.class, () -> reader.transferTo(reader, 1));
          assertThrows(IllegalArgumentException.class, () -> reader.transferTo(to.writer(), -1));
          Job<Long> relay = setting.start(() -> reader.transferTo(to.writer(), 2));
          relay.awaitAsleep();
          assertThrows(ReadPendingException.class, () -> reader.transferTo(to.reader(), 1));
          assertThrows(ReadPendingException.class, () -> reader.read(ByteBuffer.allocate(1)));
          assertThrows(WritePendingException.class, () -> to.writer().write(Bytes.of("y")));
          from.writer().writeAll(Bytes.of("z"));
          assertEquals(2, relay.await());
          to.closing(
              setting,
              to.writer(),
              () -> {
                from.writer().writeAll(Bytes.of("kept"));
                assertThrows(ClosedChannelException.class, () -> reader.transferTo(to.writer(), 4));
              });
          ByteBuffer kept = ByteBuffer.allocate(4);
          reader.readAll(kept);
          assertEquals("kept", Bytes.text(kept));
        });
  }

  @Rule("XFER-5")
  @InEverySetting
  default void closingTheSourceWakesATransferThatSleepsInIt(Setting setting) throws Exception {
    between(setting, (from, to) -> closeWhileItSleeps(setting, from, to, from.reader()));
  }

  @Rule("XFER-5")
  @InEverySetting
  default void closingTheSinkWakesATransferThatSleepsInTheSource(Setting setting) throws Exception {
    between(setting, (from, to) -> closeWhileItSleeps(setting, from, to, to.writer()));
  }

  private static void closeWhileItSleeps(
      Setting setting, ChannelPair from, ChannelPair to, QioChannel closed) throws Exception {
    Job<Long> relay = setting.start(() -> from.reader().transferTo(to.writer(), 1));
    relay.awaitAsleep();
    ChannelPair pair = closed == from.reader() ? from : to;
    pair.closing(setting, closed, () -> relay.awaitFailure(AsynchronousCloseException.class));
  }

  @Rule("XFER-5")
  @InEverySetting
  default void closingTheSourceWakesATransferThatSleepsInTheSink(Setting setting) throws Exception {
    between(
        setting,
        (from, to) -> {
          Job<Long> relay = stuckInTheSink(setting, from, to, Bytes.fillUp(to.writer()));
          from.reader().close();
          relay.awaitFailure(AsynchronousCloseException.class);
          assertTrue(to.writer().isOpen());
        });
  }

  /** A transfer of a piece of the stream that the sink takes no more of. */
  private static Job<Long> stuckInTheSink(
      Setting setting, ChannelPair from, ChannelPair to, long taken) throws Exception {
    setting.applyTo(to.writer());
    Job<Void> write =
        setting.start(
            () -> {
              from.writer().writevAll(Bytes.stream(taken, tooMuchForBoth(to, taken)));
              from.writer().close();
              return null;
            });
    Job<Long> relay = setting.start(() -> from.reader().transferTo(to.writer(), Long.MAX_VALUE));
    Patience.await(
        () -> "the sink never filled up", () -> write.isAsleep() && relay.isAsleepForASink());
    return relay;
  }

  /** More than a sink that is full, a source of its kind and the buffer between them take. */
  private static int tooMuchForBoth(ChannelPair to, long taken) {
    return 2 * Bytes.tooMuchFor(to.writer(), taken);
  }

  @Rule("XFER-6")
  @InEverySetting
  default void anInterruptLosesNothingAndTheTransferCanGoOn(Setting setting) throws Exception {
    between(
        setting,
        (from, to) -> {
          long taken = Bytes.fillUp(to.writer());
          Job<Long> relay = stuckInTheSink(setting, from, to, taken);
          relay.interrupt();
          int moved = relay.awaitFailure(InterruptedIOException.class).bytesTransferred;
          Job<Long> again =
              setting.start(
                  () -> {
                    long more = from.reader().transferTo(to.writer(), Long.MAX_VALUE);
                    to.writer().close();
                    return more;
                  });
          long size = tooMuchForBoth(to, taken);
          assertEquals(taken + size, Bytes.drain(to.reader(), 0));
          assertEquals(size, moved + again.await());
        });
  }

  @Rule("XFER-6")
  @InEverySetting
  default void whatASinkDidNotTakeIsWhatTheSourceReadsNext(Setting setting) throws Exception {
    between(
        setting,
        (from, to) -> {
          long taken = Bytes.fillUp(to.writer());
          Job<Long> relay = stuckInTheSink(setting, from, to, taken);
          relay.interrupt();
          int moved = relay.awaitFailure(InterruptedIOException.class).bytesTransferred;
          assertTrue(from.reader().await(qio.api.channel.IoCondition.IN, Patience.limit()));
          long size = tooMuchForBoth(to, taken);
          assertEquals(size - moved, Bytes.drain(from.reader(), taken + moved));
        });
  }

  @Rule("XFER-7")
  @InEverySetting
  default void aSinkWhosePeerIsGoneFailsTheTransferWithAMessage(Setting setting) throws Exception {
    between(
        setting,
        (from, to) -> {
          to.reader().close();
          Job<Void> write =
              setting.start(
                  () -> {
                    try {
                      from.writer().writevAll(Bytes.flood());
                    } catch (IOException e) {
                      // its reader is closed below
                    }
                    return null;
                  });
          IOException failure =
              assertThrows(
                  IOException.class, () -> from.reader().transferTo(to.writer(), Long.MAX_VALUE));
          assertTrue(failure.getMessage() != null && !failure.getMessage().isEmpty());
          assertTrue(from.reader().isOpen());
          from.reader().close();
          write.await();
        });
  }
}
