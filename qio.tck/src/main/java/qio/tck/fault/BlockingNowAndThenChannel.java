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

  private static final System.Logger LOG =
      System.getLogger(BlockingNowAndThenChannel.class.getName());

  private final int percent;
  private final long seed;
  private final SplittableRandom reading; // guarded by the turn of the one reader
  private final SplittableRandom writing; // guarded by the turn of the one writer

  /**
   * Puts itself over a channel, and logs the seed, with which a failure can be repeated.
   *
   * @param below the channel below, which this one owns
   * @param seed where the random numbers start
   * @param percent how many in a hundred transfers would block, below 100
   */
  public BlockingNowAndThenChannel(QioChannel below, long seed, int percent) {
    super("blocking", below);
    if (percent < 0 || percent > 99) {
      throw new IllegalArgumentException("of a hundred transfers 0 to 99 block, not " + percent);
    }
    this.percent = percent;
    this.seed = seed;
    this.reading = new SplittableRandom(seed);
    this.writing = new SplittableRandom(~seed);
    // As text: a number would be printed with separators.
    LOG.log(System.Logger.Level.INFO, "{0}: seed {1}", address(), Long.toString(seed));
  }

  /**
   * Where the random numbers started.
   *
   * @return the seed
   */
  public long seed() {
    return seed;
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
