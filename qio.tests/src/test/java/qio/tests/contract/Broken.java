package qio.tests.contract;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.FilterChannel;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.WriteFlag;

/** A sound layer, of which others spoil one thing each. */
class Broken extends FilterChannel {

  /** More than the patience of a test with a broken channel, which may have to wait for it too. */
  private static final long OVERSLEPT_SECONDS = 3;

  private static volatile CountDownLatch over = new CountDownLatch(0);

  Broken(QioChannel below) {
    super("broken", below);
    below.features().forEach(this::setFeature);
  }

  /** Before a test whose channel may {@link #oversleep}. */
  static void beginTest() {
    over = new CountDownLatch(1);
  }

  /** Lets go whoever oversleeps still. */
  static void endTest() {
    over.countDown();
  }

  /** Sleeps past the patience of the test, and answers whether the test has ended then. */
  static boolean oversleep() {
    try {
      return over.await(OVERSLEPT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  final void claim(ChannelFeature feature) {
    setFeature(feature);
  }

  /** A plain read of the channel below. */
  long readSound(ByteBuffer[] dsts, int offset, int length) throws IOException {
    return super.ioReadv(dsts, offset, length, null, Set.of());
  }

  /** A plain write to the channel below. */
  long writeSound(ByteBuffer[] srcs, int offset, int length) throws IOException {
    return super.ioWritev(srcs, offset, length, List.of(), Set.of());
  }

  long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
    return readSound(dsts, offset, length);
  }

  long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
    return writeSound(srcs, offset, length);
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    return flags.contains(ReadFlag.MSG_PEEK)
        ? super.ioReadv(dsts, offset, length, received, flags)
        : spoilRead(dsts, offset, length);
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    return spoilWrite(srcs, offset, length);
  }
}
