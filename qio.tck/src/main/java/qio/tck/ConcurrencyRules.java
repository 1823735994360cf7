package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import org.junit.jupiter.api.Assumptions;
import qio.api.channel.ChannelFeature;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;

/** One reader and one writer at a time, who do not hinder each other. */
interface ConcurrencyRules extends ChannelSubject {

  @Rule("CONC-1")
  @InEverySetting
  default void aSecondReaderIsRefusedAndTheFirstIsNotDisturbed(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          ByteBuffer dst = ByteBuffer.allocate(1);
          Job<Boolean> first = setting.start(() -> pair.reader().readAllEof(dst));
          first.awaitAsleep();
          ByteBuffer other = ByteBuffer.allocate(1);
          assertThrows(ReadPendingException.class, () -> pair.reader().read(other));
          assertThrows(ReadPendingException.class, () -> pair.reader().readAll(other));
          assertThrows(ReadPendingException.class, () -> pair.reader().await(IoCondition.IN));
          pair.writer().writeAll(Bytes.of("x"));
          assertTrue(first.await());
          assertEquals("x", Bytes.text(dst));
        });
  }

  @Rule("CONC-1")
  @InEverySetting
  default void aSecondWriterIsRefusedAndTheFirstIsNotDisturbed(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          long taken = Bytes.fillUp(pair.writer());
          setting.applyTo(pair.writer());
          int size = Bytes.tooMuchFor(pair.writer(), taken);
          ByteBuffer src = Bytes.stream(taken, size);
          Job<Void> first =
              setting.start(
                  () -> {
                    pair.writer().writeAll(src);
                    pair.writer().close();
                    return null;
                  });
          first.awaitAsleep();
          ByteBuffer other = Bytes.of("other");
          assertThrows(WritePendingException.class, () -> pair.writer().write(other));
          assertThrows(WritePendingException.class, () -> pair.writer().writeAll(other));
          assertThrows(WritePendingException.class, () -> pair.writer().await(IoCondition.OUT));
          assertEquals(taken + size, Bytes.drain(pair.reader(), 0));
          first.await();
        });
  }

  @Rule("CONC-2")
  @InEverySetting
  default void aSleepingReaderDoesNotHinderTheWriterOfTheSameChannel(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          pair.assumeTwoWay();
          assumeConcurrent(pair.writer());
          Job<Boolean> read = setting.start(() -> pair.writer().readAllEof(ByteBuffer.allocate(1)));
          read.awaitAsleep();
          pair.writer().writeAll(Bytes.stream(0, 1000));
          ByteBuffer dst = ByteBuffer.allocate(1000);
          pair.reader().readAll(dst);
          Bytes.assertStream(0, dst);
          pair.reader().writeAll(Bytes.of("x"));
          assertTrue(read.await());
        });
  }

  @Rule("CONC-2")
  @InEverySetting
  default void aSleepingWriterDoesNotHinderTheReaderOfTheSameChannel(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          pair.assumeTwoWay();
          assumeConcurrent(pair.writer());
          Job<Void> write =
              setting.start(
                  () -> {
                    pair.writer().writevAll(Bytes.flood());
                    return null;
                  });
          write.awaitAsleep();
          pair.reader().writeAll(Bytes.stream(0, 1000));
          ByteBuffer dst = ByteBuffer.allocate(1000);
          pair.writer().readAll(dst);
          Bytes.assertStream(0, dst);
          Job<Void> close = ChannelPair.startClosing(setting, pair.writer());
          write.awaitFailure(java.nio.channels.AsynchronousCloseException.class);
          pair.reader().close(); // a layer may have bytes left that it tries to send until then
          close.await();
        });
  }

  @Rule("CONC-3")
  @InEverySetting
  default void bothDirectionsAtFullLoadAtTheSameTime(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.assumeTwoWay();
          assumeConcurrent(pair.writer());
          assumeConcurrent(pair.reader());
          int size = 400_000;
          Job<Void> forth = setting.start(() -> send(pair.writer(), size));
          Job<Void> back = setting.start(() -> send(pair.reader(), size));
          Job<Void> atReader = setting.start(() -> receive(pair.reader(), size));
          receive(pair.writer(), size);
          atReader.await();
          forth.await();
          back.await();
        });
  }

  private static void assumeConcurrent(QioChannel channel) {
    Assumptions.assumeTrue(
        channel.hasFeature(ChannelFeature.CONCURRENT_IO),
        () -> "no reading and writing at the same time on " + channel);
  }

  private static Void send(QioChannel channel, int size) throws Exception {
    for (int at = 0; at < size; at += 10_000) {
      channel.writeAll(Bytes.stream(at, 10_000));
    }
    return null;
  }

  private static Void receive(QioChannel channel, int size) throws Exception {
    ByteBuffer dst = ByteBuffer.allocate(8000);
    for (int at = 0; at < size; at += 8000) {
      channel.readAll(dst.clear());
      Bytes.assertStream(at, dst);
    }
    return null;
  }
}
