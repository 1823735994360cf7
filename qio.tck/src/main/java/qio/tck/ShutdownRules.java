package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Assumptions;
import qio.api.channel.ChannelFeature;
import qio.api.channel.QioChannel;
import qio.api.channel.ShutdownMode;

/** Ending one direction. */
interface ShutdownRules extends ChannelSubject {

  private static void assumeShutdown(ChannelPair pair) {
    pair.assumeTwoWay();
    Assumptions.assumeTrue(
        pair.writer().hasFeature(ChannelFeature.SHUTDOWN)
            && pair.reader().hasFeature(ChannelFeature.SHUTDOWN),
        () -> "no shutdown on " + pair);
  }

  @Rule("SHUT-1")
  @InEverySetting
  default void afterShutdownOfWritingTheOtherEndReadsTheRestAndThenTheEnd(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          assumeShutdown(pair);
          pair.writer().writeAll(Bytes.stream(0, 5000));
          pair.writer().shutdown(ShutdownMode.WRITE);
          assertEquals(5000, Bytes.drain(pair.reader(), 0));
        });
  }

  @Rule("SHUT-2")
  @InEverySetting
  default void theOtherDirectionGoesOn(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          assumeShutdown(pair);
          pair.writer().shutdown(ShutdownMode.WRITE);
          assertEquals(0, Bytes.drain(pair.reader(), 0));
          pair.reader().writeAll(Bytes.stream(0, 5000));
          pair.reader().shutdown(ShutdownMode.WRITE);
          assertEquals(5000, Bytes.drain(pair.writer(), 0));
          assertTrue(pair.writer().isOpen() && pair.reader().isOpen());
        });
  }

  @Rule("SHUT-3")
  @InEverySetting
  default void aWriteAfterShutdownOfWritingFailsThoughTheChannelIsOpen(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          assumeShutdown(pair);
          pair.writer().shutdown(ShutdownMode.WRITE);
          IOException refused =
              assertThrows(IOException.class, () -> pair.writer().writeAll(Bytes.of("x")));
          assertFalse(refused instanceof ClosedChannelException, "it is open still");
        });
  }

  @Rule("SHUT-4")
  @InEverySetting
  default void afterShutdownOfReadingReadsFindTheEnd(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          assumeShutdown(pair);
          pair.reader().shutdown(ShutdownMode.READ);
          ByteBuffer dst = ByteBuffer.allocate(1);
          assertEquals(QioChannel.EOF, Bytes.readSome(pair.reader(), dst));
          assertEquals(QioChannel.EOF, Bytes.readSome(pair.reader(), dst));
          pair.reader().writeAll(Bytes.of("x"));
          assertEquals(1, Bytes.readSome(pair.writer(), dst), "the other direction goes on");
        });
  }

  @Rule("SHUT-4")
  @InBlockingMode
  default void shutdownOfReadingWakesTheReaderWithTheEnd(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          assumeShutdown(pair);
          Job<Integer> read = setting.start(() -> pair.reader().read(ByteBuffer.allocate(1)));
          read.awaitAsleep();
          pair.reader().shutdown(ShutdownMode.READ);
          assertEquals(QioChannel.EOF, read.await());
        });
  }

  @Rule("SHUT-5")
  @InEverySetting
  default void shutdownOfBothEndsBoth(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          assumeShutdown(pair);
          pair.writer().shutdown(ShutdownMode.BOTH);
          ByteBuffer dst = ByteBuffer.allocate(1);
          assertEquals(QioChannel.EOF, Bytes.readSome(pair.writer(), dst));
          assertThrows(IOException.class, () -> pair.writer().writeAll(Bytes.of("x")));
          assertEquals(QioChannel.EOF, Bytes.readSome(pair.reader(), dst));
        });
  }

  @Rule("SHUT-6")
  @InEverySetting
  default void shuttingDownAgainIsQuiet(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          assumeShutdown(pair);
          pair.writer().shutdown(ShutdownMode.WRITE);
          pair.writer().shutdown(ShutdownMode.WRITE);
          pair.reader().writeAll(Bytes.of("x"));
          assertEquals(1, Bytes.readSome(pair.writer(), ByteBuffer.allocate(1)));
        });
  }

  @Rule("SHUT-7")
  @InBlockingMode
  default void shutdownOfWritingWakesTheWriterWithAFailure(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          assumeShutdown(pair);
          Job<Void> write =
              setting.start(
                  () -> {
                    pair.writer().writevAll(Bytes.flood());
                    return null;
                  });
          write.awaitAsleep();
          pair.writer().shutdown(ShutdownMode.WRITE);
          write.awaitFailure(IOException.class);
          assertTrue(pair.writer().isOpen());
        });
  }
}
