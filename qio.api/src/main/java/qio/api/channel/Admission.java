package qio.api.channel;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many clients of a listener may be open at once. A provider makes one and gives it to its
 * {@link QioListener}, which does the rest: while the limit is reached nobody is accepted, further
 * clients wait in the backlog, and neither threads nor loops spin. A client that is closed frees
 * its place, once.
 *
 * <p>Listeners that were given the same admission share its places, as the sockets of one host name
 * do. A client counts from its acceptance until its channel has really ended, which is after every
 * call in it has returned. May be used by any number of threads.
 */
public final class Admission {

  /** The option by which every provider that can limit its clients lets users do so. */
  public static final ChannelOption<Integer> MAX_CONNECTIONS =
      ChannelOption.integer(
          "max-connections",
          1,
          Integer.MAX_VALUE,
          "so many accepted clients at once; more wait in the backlog (no limit); to listen");

  private static final int NO_LIMIT = 0;

  private static final Admission UNLIMITED = new Admission(NO_LIMIT);

  /** Where the next client comes from. */
  @FunctionalInterface
  interface Source {
    Optional<QioChannel> next() throws IOException;
  }

  private final int limit;
  private final AtomicInteger taken = new AtomicInteger();
  private final List<Runnable> whoWaits = new CopyOnWriteArrayList<>();

  private Admission(int limit) {
    this.limit = limit;
  }

  /**
   * No limit.
   *
   * @return the admission that lets everybody in
   */
  public static Admission unlimited() {
    return UNLIMITED;
  }

  /**
   * A limit.
   *
   * @param clients so many at once, at least 1
   * @return a new admission, with all its places free
   * @throws IllegalArgumentException if that is less than one
   */
  public static Admission of(int clients) {
    if (clients < 1) {
      throw new IllegalArgumentException("at least one client can be admitted, not " + clients);
    }
    return new Admission(clients);
  }

  /**
   * The limit that an option gives.
   *
   * @param clients the value of {@link #MAX_CONNECTIONS}; empty if it was not given
   * @return a new admission, or the one without limit
   */
  public static Admission of(Optional<Integer> clients) {
    return clients.map(Admission::of).orElse(UNLIMITED);
  }

  boolean isLimited() {
    return limit != NO_LIMIT;
  }

  /** Whether a client would be let in now. */
  boolean hasRoom() {
    return !isLimited() || taken.get() < limit;
  }

  /** Accepts a client if there is a place for it, which it has until it is closed. */
  Optional<QioChannel> admit(Source source) throws IOException {
    if (!isLimited()) {
      return source.next();
    }
    if (!enter()) {
      return Optional.empty();
    }
    boolean kept = false;
    try {
      Optional<QioChannel> client = source.next();
      client.ifPresent(channel -> channel.whenEnded(this::leave));
      kept = client.isPresent();
      return client;
    } finally {
      if (!kept) {
        leave();
      }
    }
  }

  private boolean enter() {
    for (; ; ) {
      int now = taken.get();
      if (now >= limit) {
        return false;
      }
      if (taken.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  private void leave() {
    if (taken.getAndDecrement() == limit) {
      whoWaits.forEach(Runnable::run);
    }
  }

  /** Has somebody told, on any thread, whenever there is room again after there was none. */
  void tell(Runnable waiter) {
    whoWaits.add(waiter);
  }

  void tellNoMore(Runnable waiter) {
    whoWaits.remove(waiter);
  }

  @Override
  public String toString() {
    return isLimited() ? "admission[" + taken + " of " + limit + "]" : "admission[unlimited]";
  }
}
