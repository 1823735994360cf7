package qio.tck.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.channel.DescriptorList;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;

/**
 * Flips one bit of one byte that is read, and leaves everything else as it came. Counts, positions,
 * blocking and threads are those of the channel below; a peek sees the same wrong byte as the read
 * after it. What is written passes unchanged: to spoil it, put the layer over the peer.
 */
public final class CorruptingChannel extends FaultChannel {

  private final long at;
  private final int mask;
  private long read; // guarded by the turn of the one reader

  /**
   * Puts itself over a channel.
   *
   * @param below the channel below, which this one owns
   * @param at which byte is spoilt, counted from 0 at the first that is read through this layer
   * @param bit which bit of it is flipped, 0 (the lowest) to 7
   * @throws IllegalArgumentException if the byte is negative, or there is no such bit
   */
  public CorruptingChannel(QioChannel below, long at, int bit) {
    super("corrupting", below);
    if (at < 0 || bit < 0 || bit > 7) {
      throw new IllegalArgumentException(
          "byte %d, bit %d: a byte is 0 or more, a bit 0 to 7".formatted(at, bit));
    }
    this.at = at;
    this.mask = 1 << bit;
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    int[] starts = new int[length];
    for (int i = 0; i < length; i++) {
      starts[i] = dsts[offset + i].position();
    }
    long n = super.ioReadv(dsts, offset, length, received, flags);
    if (n > at - read && at >= read) {
      flip(dsts, offset, starts);
    }
    read += flags.contains(ReadFlag.MSG_PEEK) ? 0 : Math.max(n, 0);
    return n;
  }

  private void flip(ByteBuffer[] dsts, int offset, int[] starts) {
    long left = at - read;
    for (int i = 0; i < starts.length; i++) {
      ByteBuffer dst = dsts[offset + i];
      int filled = dst.position() - starts[i];
      if (left < filled) {
        int index = starts[i] + (int) left;
        dst.put(index, (byte) (dst.get(index) ^ mask));
        return;
      }
      left -= filled;
    }
  }
}
