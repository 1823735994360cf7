package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import org.junit.jupiter.api.Assumptions;
import qio.api.channel.ChannelFeature;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.tck.fault.FailingChannel;

/** The transfers that go on until everything is moved. */
interface WholeTransferRules extends ChannelSubject {

  @Rule("ALL-1")
  @InEverySetting
  default void readAllWaitsForEveryPiece(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          ByteBuffer dst = ByteBuffer.allocate(6);
          Job<Boolean> read = setting.start(() -> pair.reader().readAllEof(dst));
          int sent = 0;
          for (String piece : new String[] {"a", "bc", "def"}) {
            int before = sent;
            Patience.await(() -> "not read: " + before, () -> dst.position() == before);
            read.awaitAsleep();
            pair.writer().writeAll(Bytes.of(piece));
            sent += piece.length();
          }
          assertTrue(read.await(), "filled");
          assertEquals("abcdef", Bytes.text(dst));
        });
  }

  @Rule("ALL-2")
  @InEverySetting
  default void anEndBeforeTheFirstByteIsFalseOrAnException(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          ByteBuffer dst = ByteBuffer.allocate(6);
          pair.closing(
              setting,
              pair.writer(),
              () -> {
                assertFalse(pair.reader().readAllEof(dst));
                assertFalse(pair.reader().readvAllEof(dst));
                assertThrows(EOFException.class, () -> pair.reader().readAll(dst));
                assertThrows(EOFException.class, () -> pair.reader().readvAll(dst));
              });
          assertEquals(0, dst.position());
        });
  }

  @Rule("ALL-3")
  @InEverySetting
  default void anEndInsideIsAnExceptionAndTheBytesReadAreInTheBuffer(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          pair.writer().writeAll(Bytes.of("abc"));
          ByteBuffer dst = ByteBuffer.allocate(6);
          pair.closing(
              setting,
              pair.writer(),
              () -> assertThrows(EOFException.class, () -> pair.reader().readAllEof(dst)));
          assertEquals("abc", Bytes.text(dst));
        });
  }

  @Rule("ALL-3")
  @InEverySetting
  default void anEndInsideIsAnExceptionInThePlainFormToo(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.writer().writeAll(Bytes.of("abc"));
          ByteBuffer first = ByteBuffer.allocate(2);
          ByteBuffer second = ByteBuffer.allocate(2);
          pair.closing(
              setting,
              pair.writer(),
              () -> assertThrows(EOFException.class, () -> pair.reader().readvAll(first, second)));
          assertEquals("ab", Bytes.text(first));
          assertEquals("c", Bytes.text(second));
        });
  }

  @Rule("ALL-4")
  @InEverySetting
  default void writeAllSleepsUntilTheLastByteIsTaken(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          long taken = Bytes.fillUp(pair.writer());
          setting.applyTo(pair.writer());
          int size = Bytes.tooMuchFor(pair.writer(), taken);
          ByteBuffer one = Bytes.stream(taken, size);
          ByteBuffer other = Bytes.stream(taken + size, 1);
          Job<Void> write =
              setting.start(
                  () -> {
                    pair.writer().writevAll(one, other);
                    pair.writer().close();
                    return null;
                  });
          write.awaitAsleep();
          assertEquals(taken + size + 1, Bytes.drain(pair.reader(), 0));
          write.await();
          assertFalse(one.hasRemaining() || other.hasRemaining());
        });
  }

  @Rule("ALL-5")
  @InEverySetting
  default void nothingToMoveIsDoneAtOnce(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          ByteBuffer none = ByteBuffer.allocate(0);
          assertTrue(pair.reader().readAllEof(none), "with nothing there");
          pair.reader().readvAll(none, none);
          pair.writer().writeAll(none);
          pair.writer().writevAll();
          pair.writer().close();
          assertTrue(pair.reader().readvAllEof(none, none), "at the end");
        });
  }

  @Rule("ALL-6")
  @InEverySetting
  default void aPeekCannotGoOn(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          QioChannel reader = pair.reader();
          Assumptions.assumeTrue(
              reader.hasFeature(ChannelFeature.READ_MSG_PEEK), () -> "no peeking on " + reader);
          pair.writer().writeAll(Bytes.of("abc"));
          ByteBuffer[] dsts = {ByteBuffer.allocate(3)};
          var peek = EnumSet.of(ReadFlag.MSG_PEEK);
          assertThrows(
              IllegalArgumentException.class, () -> reader.readvFullAllEof(dsts, 0, 1, null, peek));
          reader.readAll(dsts[0]);
          assertEquals("abc", Bytes.text(dsts[0]));
        });
  }

  @Rule("ALL-7")
  @InEverySetting
  default void aFailureInTheMiddleLeavesThePositionsWhereItStopped(Setting setting)
      throws Exception {
    setting.run(
        () -> {
          ChannelPair pair = openPair();
          try (QioChannel reader = FailingChannel.readingUpTo(pair.reader(), 70);
              QioChannel writer = FailingChannel.writingUpTo(pair.writer(), 100)) {
            setting.applyTo(reader);
            setting.applyTo(writer);
            ByteBuffer src = Bytes.stream(0, 200);
            assertThrows(IOException.class, () -> writer.writeAll(src));
            assertEquals(100, src.position());
            ByteBuffer dst = ByteBuffer.allocate(200);
            assertThrows(IOException.class, () -> reader.readAll(dst));
            assertEquals(70, dst.position());
            Bytes.assertStream(0, dst);
          }
        });
  }
}
