package qio.cli.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import qio.api.channel.ChannelFeature;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.SeekOrigin;
import qio.api.channel.ShutdownMode;
import qio.cli.pump.Pump;
import qio.cli.pump.PumpException;

/**
 * Copies one channel to another until the first one ends, and makes sure that what was written got
 * there as far as the other end lets one know.
 */
public final class CopyJob {

  /** How long a peer may take to end its own stream after ours; most do so at once. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private static final int DISCARD_SIZE = 4096;

  private final QioChannel from;
  private final QioChannel to;
  private final Pump pump;

  /**
   * Makes a job that has not begun.
   *
   * @param from read until its end
   * @param to written to, and closed when all is written
   * @param bufferSize in bytes
   */
  public CopyJob(QioChannel from, QioChannel to, int bufferSize) {
    this.from = from;
    this.to = to;
    this.pump = Pump.owning(from, to, bufferSize, chunk -> {});
  }

  /**
   * How many bytes there are to copy.
   *
   * @return the count, or empty for a stream; a file whose size says nothing, in {@code /proc} for
   *     instance, counts as one
   * @throws IOException if the source cannot tell although it has positions
   */
  public OptionalLong total() throws IOException {
    if (!from.hasFeature(ChannelFeature.SEEKABLE)) {
      return OptionalLong.empty();
    }
    long here = from.seek(0, SeekOrigin.CURRENT);
    long end = from.seek(0, SeekOrigin.END);
    long _ = from.seek(here, SeekOrigin.SET);
    return end > here ? OptionalLong.of(end - here) : OptionalLong.empty();
  }

  /**
   * How many bytes were written.
   *
   * @return the count so far
   */
  public long moved() {
    return pump.moved();
  }

  /**
   * Copies everything and closes the sink. Waits for either channel.
   *
   * @throws PumpException if a channel fails on the way
   * @throws IOException if ending or closing the sink fails: then not all has arrived
   */
  public void run() throws IOException {
    pump.run();
    boolean _ = to.flush();
    if (to.hasFeature(ChannelFeature.SHUTDOWN)) {
      to.shutdown(ShutdownMode.WRITE);
      linger();
    }
    to.close();
  }

  /**
   * Waits a little for the peer to end its stream too. Closing a socket on which unread bytes lie
   * or still arrive resets it, and a reset makes the peer lose what it has not read yet.
   */
  private void linger() throws IOException {
    long end = System.nanoTime() + LINGER.toNanos();
    ByteBuffer discard = ByteBuffer.allocate(DISCARD_SIZE);
    ByteBuffer[] discards = {discard};
    long left = LINGER.toNanos();
    while (left > 0 && to.await(IoCondition.IN, Duration.ofNanos(left))) {
      discard.clear();
      if (to.readvFull(discards, 0, 1, null, Set.of(ReadFlag.RELAXED_EOF)) < 0) {
        return;
      }
      left = end - System.nanoTime();
    }
  }
}
