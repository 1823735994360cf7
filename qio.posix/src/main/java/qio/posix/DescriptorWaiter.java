package qio.posix;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import qio.api.aio.Readiness;

/**
 * Where threads wait until a descriptor is ready: how a channel waits in blocking mode. Obtained
 * from {@link PosixDescriptor#waiter()}.
 *
 * <p>A channel tries its transfer first and waits when it would block:
 *
 * <pre>{@code
 * while ((n = transfer.receive(dst)) == WOULD_BLOCK) {
 *   waiter.await(Readiness.READ, -1);
 *   // still open? interrupted? time up? else try again
 * }
 * }</pre>
 *
 * <p>A platform thread waits in {@code ppoll}; {@link #wake} and {@code Thread.interrupt} end that
 * through an eventfd. A virtual thread parks and never occupies its carrier: at its first wait the
 * descriptor is registered, edge-triggered, with the one poller of the process, and from then on a
 * wait is a look at what is known ({@link WaitPlace} has the states and why no wake-up is lost).
 * Several threads may wait at once, for the same readiness too.
 *
 * <p>A descriptor stays registered until it is closed, or until virtual threads have left it to
 * platform threads or to a loop, as after a handshake: each message would wake the poller, for
 * nobody. After {@value #MOST_UNHEARD} edges in a row with no virtual thread that waited, the
 * registration ends; the next one that waits makes another. No wake-up is lost by that: a virtual
 * thread first says that it waits and then looks whether the descriptor is registered; the poller
 * says that it is not any more, then looks whether somebody waits, and only then has the kernel
 * forget it. And a new registration tells at once what is there.
 */
public final class DescriptorWaiter {

  private final CountedNumber counted;

  /** The places of the usual reader and writer. */
  private final WaitPlace reading = new WaitPlace(Readiness.READ);

  private final WaitPlace writing = new WaitPlace(Readiness.WRITE);

  /** The place of who waits for notices in the error queue. */
  private final WaitPlace flushing = new WaitPlace(Readiness.ERROR);

  /** The places of everybody else while they wait. */
  private final List<WaitPlace> others = new CopyOnWriteArrayList<>();

  private enum Registration {
    /** No virtual thread has waited yet. */
    NONE,
    /** The poller tells every edge. */
    REGISTERED,
    /** The descriptor is of a kind that is always ready. */
    ALWAYS_READY
  }

  /**
   * How many edges may come for nobody. Less would cost a busy virtual thread, which seldom waits,
   * its registration too often.
   */
  private static final int MOST_UNHEARD = 64;

  // written under the lock of this, read without
  private volatile Registration registration = Registration.NONE;

  /** What the poller knows this by while it is registered. Guarded by the lock of this. */
  private long registered = EventTable.NONE;

  /** Whether the end of the descriptor is known to end the registration. Guarded likewise. */
  private boolean endsInTime;

  /**
   * How many edges have come since a virtual thread has waited, or about so many: written by the
   * poller and by those threads, and no harm is done if one does not see the other's at once.
   */
  private int unheard;

  DescriptorWaiter(CountedNumber counted) {
    this.counted = counted;
    counted.beforeRelease(reading::release);
    counted.beforeRelease(writing::release);
    counted.beforeRelease(flushing::release);
  }

  // ---- told by transfers

  /** What {@link #beforeTry} answers where nobody has ever waited. */
  private static final int NOBODY = -1;

  /**
   * A system call that may find the descriptor not ready is about to be made.
   *
   * @return what to tell {@link #wouldBlock} if it did
   */
  static int beforeTry(PosixDescriptor descriptor, int direction) {
    DescriptorWaiter waiter = descriptor.counted().waiterIfMade();
    return waiter == null ? NOBODY : waiter.place(direction).forget();
  }

  /**
   * The system call that was announced with {@link #beforeTry} found the descriptor not ready.
   *
   * @param seen what that answered
   */
  static void wouldBlock(PosixDescriptor descriptor, int direction, int seen) {
    DescriptorWaiter waiter = seen == NOBODY ? null : descriptor.counted().waiterIfMade();
    if (waiter != null) {
      waiter.place(direction).drained(seen);
    }
  }

  /**
   * The read that was announced with {@link #beforeTry} found less than it asked for.
   *
   * @param seen what that answered
   */
  static void foundLess(PosixDescriptor descriptor, int seen) {
    DescriptorWaiter waiter = seen == NOBODY ? null : descriptor.counted().waiterIfMade();
    if (waiter != null) {
      waiter.reading.foundLess(seen);
    }
  }

  /** Whether a read found nothing, or less than it asked for, and nothing has come since. */
  static boolean isDrained(PosixDescriptor descriptor) {
    DescriptorWaiter waiter = descriptor.counted().waiterIfMade();
    return waiter != null && waiter.reading.knowledge() == WaitPlace.Knowledge.DRAINED;
  }

  // ---- waiting

  /**
   * Waits until the descriptor is ready, the time is up, the thread is interrupted or somebody
   * calls {@link #wake}. The caller finds out which by trying again; a return for no reason at all
   * is allowed. An error or a hang-up ends every wait. A descriptor that cannot be waited for, a
   * regular file, is always ready.
   *
   * <p>If the thread is or becomes interrupted this returns with the interrupt status still set;
   * nothing is closed.
   *
   * @param readiness bits of {@link Readiness}: any of those asked for ends the wait
   * @param timeoutNanos the time limit in nanoseconds; 0 does not wait, a negative one waits
   *     without limit
   * @return false only if the time was up
   * @throws ClosedChannelException if the descriptor was closed before the wait began; one that is
   *     closed meanwhile ends the wait as {@link #wake} does
   * @throws IOException if waiting fails, or the process has no descriptor left to wait with
   */
  public boolean await(int readiness, long timeoutNanos) throws IOException {
    WaitPlace place = takePlace(readiness);
    try {
      if (!counted.isOpen()) {
        throw new ClosedChannelException();
      }
      if (timeoutNanos == 0) {
        return place.takeWoken() || isReady(readiness);
      }
      return Thread.currentThread().isVirtual()
          ? park(place, readiness, timeoutNanos)
          : poll(place, timeoutNanos);
    } finally {
      place.leave();
      if (!isKept(place)) {
        others.remove(place);
      }
    }
  }

  /**
   * The place of the usual thread of a direction.
   *
   * @param direction one of the bits of {@link Readiness}
   */
  WaitPlace place(int direction) {
    return switch (direction) {
      case Readiness.WRITE -> writing;
      case Readiness.ERROR -> flushing;
      default -> reading;
    };
  }

  private WaitPlace takePlace(int readiness) {
    if (reading.isFor(readiness) && reading.take()) {
      return reading;
    }
    if (writing.isFor(readiness) && writing.take()) {
      return writing;
    }
    if (flushing.isFor(readiness) && flushing.take()) {
      return flushing;
    }
    WaitPlace place = new WaitPlace(readiness);
    others.add(place);
    return place;
  }

  private boolean isKept(WaitPlace place) {
    return place == reading || place == writing || place == flushing;
  }

  /** How a platform thread waits. */
  private boolean poll(WaitPlace place, long timeoutNanos) throws IOException {
    int fd = counted.use();
    try {
      return place.poll(fd, timeoutNanos, isKept(place));
    } finally {
      counted.done();
    }
  }

  /** How a virtual thread waits. */
  private boolean park(WaitPlace place, int readiness, long timeoutNanos) throws IOException {
    place.park(Thread.currentThread());
    unheard = 0;
    if (register() == Registration.ALWAYS_READY) {
      return true;
    }
    ReadinessPoller poller = ReadinessPoller.get();
    long start = System.nanoTime();
    while (!place.takeWoken() && !place.takeEdge()) {
      if (Thread.currentThread().isInterrupted()) {
        return true;
      }
      poller.check();
      int seen = place.edges();
      if (place.knowledge() == WaitPlace.Knowledge.UNKNOWN) {
        if (isReadyOrClosed(readiness)) {
          return true;
        }
        place.drained(seen);
      } else if (!parkUntil(start, timeoutNanos)) {
        return place.takeWoken() || place.takeEdge();
      }
    }
    return true;
  }

  /** Parks once; false if the time is up. */
  private boolean parkUntil(long start, long timeoutNanos) {
    if (timeoutNanos < 0) {
      LockSupport.park(this);
      return true;
    }
    long left = timeoutNanos - (System.nanoTime() - start);
    if (left <= 0) {
      return false;
    }
    LockSupport.parkNanos(this, left);
    return true;
  }

  private boolean isReadyOrClosed(int readiness) throws IOException {
    try {
      return isReady(readiness);
    } catch (ClosedChannelException e) {
      return true; // closed since the wait began, which ends it as a wake-up does
    }
  }

  private boolean isReady(int readiness) throws IOException {
    int fd = counted.use();
    try {
      return NativeWait.isReady(fd, readiness);
    } finally {
      counted.done();
    }
  }

  private Registration register() throws IOException {
    if (registration == Registration.NONE) {
      synchronized (this) {
        if (registration == Registration.NONE) {
          registration = registerFirst();
        }
      }
    }
    return registration;
  }

  private Registration registerFirst() throws IOException {
    int fd = counted.use();
    try {
      ReadinessPoller poller = ReadinessPoller.get();
      long data = poller.add(fd, this);
      if (data == EventTable.NONE) {
        return Registration.ALWAYS_READY;
      }
      registered = data;
      if (!endsInTime) {
        endsInTime = true;
        counted.beforeRelease(() -> unregister(poller));
      }
      return Registration.REGISTERED;
    } finally {
      counted.done();
    }
  }

  private synchronized void unregister(ReadinessPoller poller) {
    long data = registered;
    if (data != EventTable.NONE) {
      registered = EventTable.NONE;
      poller.remove(counted.number(), data);
    }
  }

  /** Ends the registration unless a virtual thread waits. On the poller's thread. */
  private synchronized void leavePoller(ReadinessPoller poller) {
    unheard = 0;
    if (registration != Registration.REGISTERED) {
      return;
    }
    registration = Registration.NONE;
    if (hasVirtualWaiter()) {
      registration = Registration.REGISTERED;
      return;
    }
    try {
      counted.use();
    } catch (ClosedChannelException e) {
      return; // its end takes care of the rest
    }
    try {
      unregister(poller);
    } finally {
      counted.done();
    }
  }

  private boolean hasVirtualWaiter() {
    return reading.hasVirtualWaiter()
        || writing.hasVirtualWaiter()
        || flushing.hasVirtualWaiter()
        || others.stream().anyMatch(WaitPlace::hasVirtualWaiter);
  }

  /** Whether the poller tells of this descriptor now; for tests. */
  boolean isRegistered() {
    return registration == Registration.REGISTERED;
  }

  // ---- waking

  /** Told by the poller thread. */
  void edge(int events, ReadinessPoller poller) {
    reading.edge(events);
    writing.edge(events);
    flushing.edge(events);
    if (!others.isEmpty()) {
      for (WaitPlace place : others) {
        place.edge(events);
      }
    }
    if (++unheard > MOST_UNHEARD) {
      leavePoller(poller);
    }
  }

  /** Ends every wait: the descriptor is being closed. */
  void wakeAll() {
    reading.wake();
    writing.wake();
    flushing.wake();
    others.forEach(WaitPlace::wake);
  }

  /**
   * Ends the waits of other threads. It is never lost: where nobody waits for {@link
   * Readiness#READ} or {@link Readiness#WRITE} it ends the next such wait. May be called from any
   * thread.
   *
   * @param readiness bits of {@link Readiness}: waits for any of them end
   */
  public void wake(int readiness) {
    reading.wake(readiness);
    writing.wake(readiness);
    flushing.wake(readiness);
    for (WaitPlace place : others) {
      place.wake(readiness);
    }
  }
}
