package org.example.qio.qmp;

import java.time.Duration;

/**
 * What a peer may take of us.
 *
 * @param maxLine the longest message that is taken, in bytes; QEMU's schema, the longest that it is
 *     asked for as a rule, has some 200 KiB
 * @param maxEvents how many events are kept for {@link QmpClient#nextEvent}; beyond that the oldest
 *     goes and is counted
 * @param reply how long a command, the greeting too, waits for its answer
 */
public record QmpLimits(int maxLine, int maxEvents, Duration reply) {

  /**
   * Checks that they make sense.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public QmpLimits {
    if (maxLine <= 0 || maxEvents <= 0 || !reply.isPositive()) {
      throw new IllegalArgumentException(
          "limits are positive, and these are not: maxLine "
              + maxLine
              + ", maxEvents "
              + maxEvents
              + ", reply "
              + reply);
    }
  }

  /**
   * 4 MiB a message, 1024 events, 30 seconds.
   *
   * @return the limits
   */
  public static QmpLimits usual() {
    return new QmpLimits(4 << 20, 1024, Duration.ofSeconds(30));
  }
}
