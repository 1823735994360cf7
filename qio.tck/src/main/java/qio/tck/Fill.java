package qio.tck;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import qio.api.channel.QioChannel;

/**
 * How far a channel has been filled up, and how long it must stay unready for being called full.
 * Something behind it may move bytes on for a while, a thread, a process or the kernel: the first
 * one of its kind gets time for that. One that has taken about as much as any before it was full at
 * needs no more than a moment.
 *
 * @param kind what channels of about the same capacity have in common
 * @param taken how many bytes it has taken
 */
record Fill(String kind, long taken) {

  private static final Duration WHERE_THE_END_IS_UNKNOWN = Duration.ofMillis(50);

  private static final Duration WHERE_OTHERS_WERE_FULL = Duration.ofMillis(3);

  /** Capacities differ by less than this part; sockets have no exact one. */
  private static final int TOLERANCE = 16;

  /** At how much each kind was full, at most. */
  private static final Map<String, Long> FULL = new ConcurrentHashMap<>();

  static Fill of(QioChannel channel, long taken) {
    String address = channel.address();
    int scheme = address.indexOf(':');
    String kind = scheme < 0 ? address : address.substring(0, scheme);
    return new Fill(channel.getClass().getName() + " of " + kind, taken);
  }

  Duration settlingTime() {
    Long full = FULL.get(kind);
    return full == null || taken < full - full / TOLERANCE
        ? WHERE_THE_END_IS_UNKNOWN
        : WHERE_OTHERS_WERE_FULL;
  }

  /** The most that this one, or one of its kind, was full at. */
  long most() {
    return Math.max(taken, FULL.getOrDefault(kind, 0L));
  }

  void isSettled() {
    FULL.merge(kind, taken, Math::max);
  }
}
