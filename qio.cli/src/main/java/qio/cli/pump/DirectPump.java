package qio.cli.pump;

import java.io.IOException;
import qio.api.channel.QioChannel;
import qio.api.channel.Relay;

/**
 * Moves bytes from one channel to another until the first one ends, in the operating system where
 * that can. Nobody sees them on the way. It closes neither channel and ends no direction: what the
 * end means is the caller's to say.
 *
 * <p>It holds memory only while there are bytes to move. {@link #run} is called once; {@link
 * #moved} may be called from any thread.
 */
public final class DirectPump {

  /** Between two calls a relay tells what it has moved. */
  private static final long MOST_AT_ONCE = 16L << 20;

  private final QioChannel source;
  private final QioChannel sink;
  private final Relay relay;

  /**
   * Makes a pump.
   *
   * @param source read from
   * @param sink written to
   */
  public DirectPump(QioChannel source, QioChannel sink) {
    this.source = source;
    this.sink = sink;
    this.relay = Relay.of(source, sink);
  }

  /**
   * Moves bytes until the source ends; waits for either channel.
   *
   * @throws PumpException if a channel fails, is closed, or this thread is interrupted; what was
   *     moved before stays moved
   */
  public void run() throws PumpException {
    try {
      while (relay.moveAvailable(MOST_AT_ONCE) != QioChannel.EOF) {
        // all the work is done there
      }
    } catch (IOException e) {
      Relay.End end = relay.failedEnd().orElse(Relay.End.SOURCE);
      throw new PumpException(end, (end == Relay.End.SOURCE ? source : sink).address(), e);
    }
  }

  /**
   * How many bytes were written.
   *
   * @return the count so far
   */
  public long moved() {
    return relay.moved();
  }
}
