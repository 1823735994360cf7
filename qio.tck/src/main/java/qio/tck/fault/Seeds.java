package qio.tck.fault;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Seeds for layers that make trouble at random: one after the other, from a first one that is drawn
 * and logged once, or given by the system property {@code qio.tck.seed}.
 */
final class Seeds {

  private static final String PROPERTY = "qio.tck.seed";

  private static final System.Logger LOG = System.getLogger(Seeds.class.getName());

  private static final AtomicLong NEXT = new AtomicLong(first());

  private Seeds() {}

  private static long first() {
    long first = Long.getLong(PROPERTY, System.nanoTime());
    LOG.log(System.Logger.Level.INFO, "to repeat this run: -D" + PROPERTY + "=" + first);
    return first;
  }

  static long next() {
    return NEXT.getAndIncrement();
  }
}
