package qio.spi.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import qio.api.channel.IoCondition;
import qio.spi.tls.engine.ByteSink;
import qio.spi.tls.engine.ByteSource;

/**
 * The channel below, as far as TLS uses it.
 *
 * @param address its address, for messages
 * @param source reads without waiting
 * @param waitingSource reads and waits inside the call, where that can be done
 * @param forecast tells whether that would be in vain
 * @param sink writes without waiting
 * @param sent tells whether it has passed on what it took
 * @param waiter waits
 */
record Below(
    String address,
    ByteSource source,
    WaitingSource waitingSource,
    Forecast forecast,
    ByteSink sink,
    Sent sent,
    Waiter waiter) {

  /** Reads from the channel below, and waits there. */
  @FunctionalInterface
  interface WaitingSource {

    /** The answer if it has to wait otherwise. */
    int CANNOT_WAIT = Integer.MIN_VALUE;

    /** As {@link ByteSource#read}; nothing is there if the thread was woken. */
    int read(ByteBuffer dst) throws IOException;
  }

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
