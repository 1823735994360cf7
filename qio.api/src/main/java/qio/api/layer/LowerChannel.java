package qio.api.layer;

import java.io.IOException;
import java.nio.ByteBuffer;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;

/**
 * The channel below, as the parts of a layer use it: they see neither the channel nor the layer's
 * own, so that they can be tested with a few lambdas.
 *
 * @param address the address of the layer's channel, for messages
 * @param channel what is watched to send or to drop in the background; nothing else is done with it
 * @param source reads without waiting
 * @param waitingSource reads and waits inside the call, where that can be done
 * @param forecast tells whether that would be in vain
 * @param sink writes without waiting
 * @param sent tells whether it has passed on what it took
 * @param waiter waits
 */
public record LowerChannel(
    String address,
    QioChannel channel,
    ByteSource source,
    WaitingSource waitingSource,
    Forecast forecast,
    ByteSink sink,
    Sent sent,
    Waiter waiter) {

  /** Reads from the channel below, and waits there. */
  @FunctionalInterface
  public interface WaitingSource {

    /** The answer if it has to wait otherwise. */
    int CANNOT_WAIT = Integer.MIN_VALUE;

    /**
     * Fills what the first bytes that come can fill.
     *
     * @param dst a buffer with room
     * @return as {@link ByteSource#read}, where nothing is there if the thread was woken; or {@link
     *     #CANNOT_WAIT}
     * @throws IOException if reading fails
     */
    int read(ByteBuffer dst) throws IOException;
  }

  /** Tells whether the channel below has anything to read, as far as it knows. */
  @FunctionalInterface
  public interface Forecast {

    /**
     * Whether a read would most likely be in vain. Counts as reading.
     *
     * @return true if so
     * @throws IOException if the channel below is closed or being read by another thread
     */
    boolean expectsNothing() throws IOException;
  }

  /** Tells whether the channel below holds nothing back. */
  @FunctionalInterface
  public interface Sent {

    /**
     * Tries to pass on what it holds, without waiting.
     *
     * @return true if nothing is left
     * @throws IOException if passing it on fails
     */
    boolean isSent() throws IOException;
  }

  /** Waits for the channel below. */
  @FunctionalInterface
  public interface Waiter {

    /**
     * Sleeps until the condition may hold.
     *
     * @param condition {@code IN} or {@code OUT}
     * @param timeoutNanos for how long at most
     * @return false if the time was up
     * @throws IOException if the channel below is closed or the thread was interrupted
     */
    boolean await(IoCondition condition, long timeoutNanos) throws IOException;
  }
}
