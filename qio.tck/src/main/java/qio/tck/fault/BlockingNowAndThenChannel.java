package qio.tck.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.WriteFlag;

/**
 * Says at random that a transfer would block, though the channel below is ready.
 *
 * <p>Nobody signals the end of such a moment, and nobody needs to: waits and watches ask the
 * channel below, which is ready, so they end at once, and the caller tries again.
 */
public final class BlockingNowAndThenChannel extends FaultChannel {

  private final int percent;
  private final SplittableRandom reading; // guarded by the turn of the one reader
  private final SplittableRandom writing; // guarded by the turn of the one writer

  /**
   * Puts itself over a channel.
   *
   * @param below the channel below, which this one owns
   * @param seed where the random numbers start
   * @param percent how many in a hundred transfers would block, below 100
   */
  public BlockingNowAndThenChannel(QioChannel below, long seed, int percent) {
    super("blocking-" + Long.toHexString(seed), below);
    if (percent < 0 || percent > 99) {
      throw new IllegalArgumentException("of a hundred transfers 0 to 99 block, not " + percent);
    }
    this.percent = percent;
    this.reading = new SplittableRandom(seed);
    this.writing = new SplittableRandom(~seed);
  }

  /**
   * Puts itself over a channel, with the next seed of this process: the first is logged once, and a
   * run with the same one repeats a failure.
   *
   * @param below the channel below, which the result owns
   * @param percent how many in a hundred transfers would block, below 100
   * @return the channel
   */
  public static BlockingNowAndThenChannel over(QioChannel below, int percent) {
    return new BlockingNowAndThenChannel(below, Seeds.next(), percent);
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    return reading.nextInt(100) < percent
        ? WOULD_BLOCK
        : super.ioReadv(dsts, offset, length, received, flags);
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    return writing.nextInt(100) < percent
        ? WOULD_BLOCK
        : super.ioWritev(srcs, offset, length, sent, flags);
  }
}
