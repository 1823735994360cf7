package qio.posix;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.posix.libc.PollSymbols;

/**
 * The one poller of the process that wakes virtual threads. A descriptor is registered once,
 * edge-triggered and for everything, and stays until its number is freed or virtual threads wait
 * for it no more; what it tells is kept in the descriptor's {@link DescriptorWaiter}.
 *
 * <p>Where it runs is its {@link PollerPlacement}. As a virtual thread it blocks in {@code
 * epoll_wait} on its carrier, for which it has a {@link SpareCarrier}, and yields when it has told
 * what it found, so that those it woke run next. It ends when nothing has been registered for a
 * while, gives the carrier back, and starts again with the next registration. As a platform thread
 * it stays.
 *
 * <pre>
 *            the first registration
 *   RESTING ------------------------&gt; RUNNING --waiting failed--&gt; FAILED
 *      ^--- nothing registered for a while ---+
 * </pre>
 *
 * <p>No registration is forgotten: whoever registers counts itself first and then looks whether the
 * poller runs; the poller says that it rests first and then looks whether somebody is counted.
 */
final class ReadinessPoller {

  private static final Logger LOG = System.getLogger("qio.posix");

  private static final int EVENTS =
      Readiness.READ
          | Readiness.WRITE
          | Readiness.PRIORITY
          | PollSymbols.EPOLLRDHUP
          | PollSymbols.EPOLLET;

  private static final int BATCH = 256;

  /** How long a carrier is kept for nobody: to have it back takes ten milliseconds and more. */
  private static final Duration IDLE = Duration.ofSeconds(60);

  private static final long WITHOUT_LIMIT = -1;

  private enum State {
    RESTING,
    RUNNING,
    FAILED
  }

  // written once, under the lock of the class
  private static volatile @Nullable ReadinessPoller instance;

  private final Supplier<Optional<SpareCarrier>> carriers;
  private final long idleNanos;
  private final EpollInstance epoll;
  private final EventTable<DescriptorWaiter> waiters = new EventTable<>();

  /** Makes the poller look at {@link #registrations}. */
  private final EventCounter nudge;

  private final AtomicInteger registrations = new AtomicInteger();

  // written under the lock of this, read without
  private volatile State state = State.RESTING;

  /** What the poller has while it runs on the carriers. Written under the lock of this. */
  private volatile @Nullable SpareCarrier carrier;

  /** Who runs it, or ran it last; written under the lock of this. */
  private volatile @Nullable Thread runner;

  /** Why it has ended; written once, before it wakes everybody. */
  private volatile @Nullable Throwable failure;

  /**
   * Makes one that rests.
   *
   * @param carriers where to have a carrier from; if there is none, it is a platform thread
   * @param idle how long to keep it for nobody
   */
  ReadinessPoller(Supplier<Optional<SpareCarrier>> carriers, Duration idle) throws IOException {
    this.carriers = carriers;
    this.idleNanos = idle.toNanos();
    this.epoll = new EpollInstance(BATCH);
    this.nudge = new EventCounter();
    int fd = nudge.descriptor().number();
    int result = epoll.control(PollSymbols.EPOLL_CTL_ADD, fd, Readiness.READ, EventTable.NONE);
    if (result < 0) {
      throw new PosixException("epoll_ctl", -result, "fd:" + fd);
    }
  }

  /** The poller of the process. */
  static ReadinessPoller get() throws IOException {
    ReadinessPoller poller = instance;
    return poller != null ? poller : first();
  }

  private static synchronized ReadinessPoller first() throws IOException {
    ReadinessPoller poller = instance;
    if (poller == null) {
      boolean onCarrier = PollerPlacement.wanted() == PollerPlacement.CARRIER;
      poller = new ReadinessPoller(onCarrier ? SpareCarrier::take : Optional::empty, IDLE);
      instance = poller;
    }
    return poller;
  }

  /**
   * Registers a descriptor until {@link #remove}.
   *
   * @param fd a descriptor in use
   * @return what to remove it with, or {@link EventTable#NONE} if it is of a kind that is always
   *     ready
   */
  long add(int fd, DescriptorWaiter waiter) throws IOException {
    check();
    registrations.incrementAndGet();
    long data = EventTable.NONE;
    int result = -Errno.EIO.number();
    try {
      if (state == State.RESTING) {
        start();
      }
      data = waiters.add(waiter);
      result = epoll.control(PollSymbols.EPOLL_CTL_ADD, fd, EVENTS, data);
    } finally {
      if (result < 0) {
        waiters.remove(data);
        uncount();
      }
    }
    if (result == 0) {
      return data;
    }
    if (result == -Errno.EPERM.number()) {
      return EventTable.NONE;
    }
    throw new PosixException("epoll_ctl", -result, "fd:" + fd);
  }

  /** Ends a registration, before the number is freed: a duplicate elsewhere would keep it alive. */
  void remove(int fd, long data) {
    waiters.remove(data);
    try {
      int result = epoll.control(PollSymbols.EPOLL_CTL_DEL, fd, 0, 0);
      if (result < 0) {
        LOG.log(Level.WARNING, new PosixException("epoll_ctl", -result, "fd:" + fd).getMessage());
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the poller has ended, and its registrations with it", e);
    }
    uncount();
  }

  private void uncount() {
    if (registrations.decrementAndGet() == 0 && carrier != null) {
      nudge.raise();
    }
  }

  /** Fails everyone who would wait for a poller that has ended. */
  void check() throws IOException {
    Throwable cause = failure;
    if (cause != null) {
      throw new IOException("the thread that wakes virtual threads has ended: " + cause, cause);
    }
  }

  /** Where it runs now; empty while it rests. */
  synchronized @Nullable PollerPlacement placement() {
    if (state != State.RUNNING) {
      return null;
    }
    return carrier == null ? PollerPlacement.THREAD : PollerPlacement.CARRIER;
  }

  // ---- the thread

  private synchronized void start() {
    if (state != State.RESTING) {
      return;
    }
    carrier = carriers.get().orElse(null);
    Thread.Builder thread = carrier == null ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
    boolean sharesCarriers = carrier != null;
    boolean started = false;
    try {
      runner =
          thread
              .name("qio-readiness")
              .inheritInheritableThreadLocals(false)
              .start(() -> run(sharesCarriers));
      started = true;
      state = State.RUNNING;
    } finally {
      if (!started) { // there is no thread to be had
        giveCarrierBack();
      }
    }
  }

  private void run(boolean sharesCarriers) {
    try {
      for (; ; ) {
        boolean idle = sharesCarriers && registrations.get() == 0;
        int ready = epoll.await(idle ? idleNanos : WITHOUT_LIMIT);
        if (ready == 0 && rests()) {
          return;
        }
        tell(ready);
        if (sharesCarriers) {
          letOthersRun();
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
    }
  }

  /** Puts the poller behind those that it has woken, who wait for its carrier. */
  @SuppressWarnings("ThreadPriorityCheck") // for speed alone: on another carrier they run as well
  private static void letOthersRun() {
    Thread.yield();
  }

  private void tell(int ready) throws IOException {
    for (int i = 0; i < ready; i++) {
      long data = epoll.data(i);
      if (data == EventTable.NONE) {
        nudge.lower();
        continue;
      }
      DescriptorWaiter waiter = waiters.get(data);
      if (waiter != null) {
        waiter.edge(epoll.events(i), this);
      }
    }
  }

  /** Nothing was registered for so long that the carrier is given back, unless that has changed. */
  private synchronized boolean rests() {
    state = State.RESTING;
    if (registrations.get() > 0) {
      state = State.RUNNING;
      return false;
    }
    giveCarrierBack();
    return true;
  }

  private void giveCarrierBack() {
    SpareCarrier held = carrier;
    carrier = null;
    if (held != null) {
      held.giveBack();
    }
  }

  private void fail(Throwable cause) {
    failure = cause;
    LOG.log(Level.ERROR, "virtual threads can no longer wait for descriptors", cause);
    synchronized (this) {
      state = State.FAILED;
      giveCarrierBack();
    }
    waiters.values().forEach(DescriptorWaiter::wakeAll);
  }

  /** Closes one that rests, for good; for tests. */
  void close() throws IOException {
    epoll.close();
    nudge.close();
  }

  /**
   * Ends one that runs, as if waiting had failed, and waits until it has; for tests.
   *
   * @return false if it goes on
   */
  boolean end(Duration limit) throws IOException, InterruptedException {
    epoll.close();
    nudge.raise(); // and it stays open: a closed one would no longer end the wait
    Thread last = runner;
    boolean ended = last == null || last.join(limit);
    nudge.close();
    return ended;
  }
}
