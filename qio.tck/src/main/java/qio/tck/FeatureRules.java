package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.function.Executable;
import qio.api.channel.ChannelFeature;
import qio.api.channel.DescriptorList;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.SeekOrigin;
import qio.api.channel.ShutdownMode;
import qio.api.channel.UnsupportedFeatureException;
import qio.api.channel.WriteFlag;

/** A channel tells the truth about what it can. */
interface FeatureRules extends ChannelSubject {

  @Rule("FEAT-1")
  @InEverySetting
  default void theSetOfFeaturesAgreesWithEachAnswer(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          for (QioChannel channel : List.of(pair.writer(), pair.reader())) {
            for (ChannelFeature feature : ChannelFeature.values()) {
              assertEquals(channel.features().contains(feature), channel.hasFeature(feature));
            }
            assertFalse(channel.hasFeature(ChannelFeature.LISTEN), "it carries data");
          }
        });
  }

  @Rule("FEAT-2")
  @InEverySetting
  default void aCallForAnAbsentFeatureFailsAtOnceAndNothingIsMoved(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          pair.writer().writeAll(Bytes.of("data"));
          ByteBuffer[] dsts = {ByteBuffer.allocate(4)};
          QioChannel reader = pair.reader();
          lacking(
              reader,
              ChannelFeature.FD_PASS,
              () -> reader.readvFull(dsts, 0, 1, new DescriptorList(), Set.of()));
          lacking(
              reader,
              ChannelFeature.FD_PASS,
              () -> reader.readvFullAll(dsts, 0, 1, new DescriptorList()));
          lacking(reader, ChannelFeature.READ_MSG_PEEK, () -> peek(reader, dsts));
          lacking(reader, ChannelFeature.SEEKABLE, () -> reader.seek(0, SeekOrigin.SET));
          lacking(reader, ChannelFeature.SEEKABLE, () -> reader.pread(dsts[0], 0));
          lacking(reader, ChannelFeature.SEEKABLE, () -> reader.preadv(dsts, 0));
          lacking(reader, ChannelFeature.SEEKABLE, () -> reader.pwritev(dsts, 0));
          lacking(reader, ChannelFeature.SHUTDOWN, () -> reader.shutdown(ShutdownMode.WRITE));
          QioChannel writer = pair.writer();
          ByteBuffer[] srcs = {Bytes.of("more")};
          Set<WriteFlag> zeroCopy = EnumSet.of(WriteFlag.ZERO_COPY);
          lacking(
              writer,
              ChannelFeature.WRITE_ZERO_COPY,
              () -> writer.writevFull(srcs, 0, 1, List.of(), zeroCopy));
          lacking(
              writer,
              ChannelFeature.WRITE_ZERO_COPY,
              () -> writer.writevFullAll(srcs, 0, 1, List.of(), zeroCopy));
          lacking(
              writer,
              ChannelFeature.FD_PASS,
              () -> writer.writevFull(srcs, 0, 1, List.of(new NoDescriptor()), Set.of()));
          assertEquals(0, srcs[0].position(), "nothing was written");
          assertEquals(0, dsts[0].position(), "nothing was read");
          reader.readAll(dsts[0]);
          assertEquals("data", Bytes.text(dsts[0]));
        });
  }

  /** Makes the call if the feature is absent, and checks that it is refused for that reason. */
  private static void lacking(QioChannel channel, ChannelFeature feature, Executable call) {
    if (!channel.hasFeature(feature)) {
      UnsupportedFeatureException refused = assertThrows(UnsupportedFeatureException.class, call);
      assertEquals(feature, refused.feature());
      assertTrue(refused.toString().contains(channel.address()), () -> "names it: " + refused);
    }
  }

  private static long peek(QioChannel channel, ByteBuffer[] dsts) throws IOException {
    return channel.readvFull(dsts, 0, dsts.length, null, EnumSet.of(ReadFlag.MSG_PEEK));
  }

  @Rule("FEAT-3")
  @InEverySetting
  default void hintsAreTakenOrIgnoredAndNeverFail(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          for (QioChannel channel : List.of(pair.writer(), pair.reader())) {
            channel.setDelay(true);
            channel.setDelay(false);
            channel.setCork(true);
            channel.setCork(false);
          }
          pair.writer().writeAll(Bytes.of("x"));
          assertEquals(1, Bytes.readSome(pair.reader(), ByteBuffer.allocate(2)));
        });
  }

  @Rule("FEAT-3")
  @InEverySetting
  default void whatWasWrittenUnderACorkIsThereOnceItIsPulled(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.writer().setCork(true);
          pair.writer().writeAll(Bytes.of("half "));
          pair.writer().writeAll(Bytes.of("line"));
          pair.writer().setCork(false);
          ByteBuffer dst = ByteBuffer.allocate(9);
          pair.reader().readAll(dst);
          assertEquals("half line", Bytes.text(dst));
        });
  }

  @Rule("FEAT-4")
  @InEverySetting
  default void flushReturnsAtOnceWhereNothingWasWrittenWithoutCopy(Setting setting)
      throws Exception {
    setting.run(
        this,
        pair -> {
          pair.writer().writeAll(Bytes.of("x"));
          assertTrue(pair.writer().flush());
        });
  }

  @Rule("FEAT-5")
  @InEverySetting
  default void peekingLeavesTheBytesWhereTheyAre(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          QioChannel reader = pair.reader();
          Assumptions.assumeTrue(
              reader.hasFeature(ChannelFeature.READ_MSG_PEEK), () -> "no peeking on " + reader);
          pair.writer().writeAll(Bytes.of("abcdef"));
          for (int size : new int[] {3, 6, 1}) {
            ByteBuffer[] dsts = {ByteBuffer.allocate(size)};
            Patience.await(
                () -> "a peek found " + Bytes.text(dsts[0]), () -> peeked(reader, dsts) == size);
            assertEquals("abcdef".substring(0, size), Bytes.text(dsts[0]));
          }
          ByteBuffer dst = ByteBuffer.allocate(6);
          reader.readAll(dst);
          assertEquals("abcdef", Bytes.text(dst));
        });
  }

  /** How much a fresh peek finds now. */
  private static long peeked(QioChannel channel, ByteBuffer[] dsts) {
    try {
      Stream.of(dsts).forEach(ByteBuffer::clear);
      return peek(channel, dsts);
    } catch (IOException e) {
      throw new AssertionError("peeking failed", e);
    }
  }

  @Rule("FEAT-6")
  @InEverySetting
  default void aChannelIsNamedByItsAddressAndByTheNameItWasGiven(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          assertFalse(pair.writer().address().isEmpty());
          assertEquals("", pair.writer().name());
          pair.writer().setName("migration");
          assertEquals("migration", pair.writer().name());
          assertTrue(pair.writer().toString().contains("migration"));
          assertTrue(pair.writer().toString().contains(pair.writer().address()));
        });
  }
}
