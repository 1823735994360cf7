package qio.spi.websocket;

import java.io.IOException;
import qio.api.channel.IoCondition;
import qio.spi.websocket.frame.ByteSink;
import qio.spi.websocket.frame.ByteSource;

/**
 * The channel below, as far as the layer uses it.
 *
 * @param address the address of the layer's channel, for messages
 * @param source reads without waiting
 * @param forecast tells whether that would be in vain
 * @param sink writes without waiting
 * @param sent tells whether it has passed on what it took
 * @param waiter waits
 */
record Below(
    String address, ByteSource source, Forecast forecast, ByteSink sink, Sent sent, Waiter waiter) {

  /** Tells whether the channel below has anything to read, as far as it knows. */
  @FunctionalInterface
  interface Forecast {

    /** True if a read would most likely be in vain. Counts as reading. */
    boolean expectsNothing() throws IOException;
  }

  /** Tells whether the channel below holds nothing back. */
  @FunctionalInterface
  interface Sent {

    /** Tries to pass on what it holds, without waiting; true if nothing is left. */
    boolean isSent() throws IOException;
  }

  /** Waits for the channel below. */
  @FunctionalInterface
  interface Waiter {

    /** Sleeps until the condition may hold; false if the time was up. */
    boolean await(IoCondition condition, long timeoutNanos) throws IOException;
  }
}
