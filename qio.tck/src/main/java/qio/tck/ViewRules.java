package qio.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import qio.api.channel.IoCondition;

/** A channel seen as what the JDK knows: a byte channel, a stream to read, a stream to write. */
interface ViewRules extends ChannelSubject {

  @Rule("VIEW-1")
  @InEverySetting
  default void aByteChannelAnswersZeroForWhatWouldBlockAndMinusOneForTheEnd(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          ByteChannel reader = pair.reader().asByteChannel();
          ByteChannel writer = pair.writer().asByteChannel();
          ByteBuffer dst = ByteBuffer.allocate(3);
          if (!setting.isBlocking()) {
            assertEquals(0, reader.read(dst));
          }
          ByteBuffer src = Bytes.of("abc");
          while (src.hasRemaining()) {
            writer.write(src);
          }
          while (dst.hasRemaining()) {
            pair.reader().await(IoCondition.IN);
            assertTrue(reader.read(dst) >= 0);
          }
          assertEquals("abc", Bytes.text(dst));
          writer.close();
          assertFalse(pair.writer().isOpen(), "closing the view closes the channel");
          dst.clear();
          int end = reader.read(dst);
          while (end == 0) {
            pair.reader().await(IoCondition.IN);
            end = reader.read(dst);
          }
          assertEquals(-1, end);
        });
  }

  @Rule("VIEW-1")
  @InEverySetting
  default void aByteChannelScattersAndGathers(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          var writer = assertInstanceOf(GatheringByteChannel.class, pair.writer().asByteChannel());
          var reader = assertInstanceOf(ScatteringByteChannel.class, pair.reader().asByteChannel());
          ByteBuffer[] srcs = {Bytes.of("ab"), Bytes.of("c")};
          while (srcs[1].hasRemaining()) {
            writer.write(srcs);
          }
          ByteBuffer[] dsts = {ByteBuffer.allocate(1), ByteBuffer.allocate(2)};
          while (dsts[1].hasRemaining()) {
            pair.reader().await(IoCondition.IN);
            reader.read(dsts);
          }
          assertEquals("a", Bytes.text(dsts[0]));
          assertEquals("bc", Bytes.text(dsts[1]));
        });
  }

  @Rule("VIEW-2")
  @InEverySetting
  default void streamsWaitInEitherModeAndMoveEverything(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          byte[] all = Bytes.stream(0, 200_000).array();
          Job<Void> write =
              setting.start(
                  () -> {
                    try (OutputStream out = pair.writer().asOutputStream()) {
                      out.write(all[0]);
                      out.write(all, 1, all.length - 1);
                    }
                    return null;
                  });
          InputStream in = pair.reader().asInputStream();
          assertEquals(all[0] & 0xff, in.read());
          byte[] rest = in.readAllBytes();
          assertArrayEquals(java.util.Arrays.copyOfRange(all, 1, all.length), rest);
          assertEquals(-1, in.read());
          write.await();
          assertFalse(pair.writer().isOpen(), "closing the view closes the channel");
        });
  }

  @Rule("VIEW-2")
  @InEverySetting
  default void aByteOf255IsNotTakenForTheEnd(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.writer().asOutputStream().write(0xff);
          assertEquals(0xff, pair.reader().asInputStream().read());
          assertEquals(0, pair.reader().asInputStream().read(new byte[0]));
        });
  }

  @Rule("VIEW-3")
  @InEverySetting
  default void viewsOfAClosedChannelAreClosed(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          ByteChannel channel = pair.reader().asByteChannel();
          InputStream in = pair.reader().asInputStream();
          assertTrue(channel.isOpen());
          Job<Void> other = ChannelPair.startClosing(setting, pair.writer());
          in.close();
          other.await();
          assertFalse(channel.isOpen());
          assertThrows(ClosedChannelException.class, () -> channel.read(ByteBuffer.allocate(1)));
          assertThrows(ClosedChannelException.class, in::read);
        });
  }
}
