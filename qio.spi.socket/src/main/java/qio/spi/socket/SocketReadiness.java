package qio.spi.socket;

import java.io.IOException;
import qio.api.aio.Pollable;
import qio.api.channel.IoCondition;

/** How threads and loops learn that a socket of one engine is ready. */
interface SocketReadiness {

  /** What loops watch. */
  Pollable pollable();

  /**
   * Sleeps until a condition may hold, or {@link #wake} is called.
   *
   * @param timeoutNanos at most so long, or {@link StreamSettings#NO_LIMIT}
   * @return false if the time was up
   */
  boolean sleepUntil(IoCondition condition, long timeoutNanos) throws IOException;

  /** Ends a sleep, or the next one. */
  void wake(IoCondition condition);
}
