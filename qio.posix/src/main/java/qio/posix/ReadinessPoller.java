package qio.posix;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.posix.libc.PollSymbols;

/**
 * The one poller of the process that wakes virtual threads. A descriptor is registered once,
 * edge-triggered and for everything, and stays until its number is freed; what it tells is kept in
 * the descriptor's {@link DescriptorWaiter}.
 *
 * <p>This class alone decides where the poller runs: on a daemon platform thread of its own. (It
 * could run on the carriers, as a virtual thread that blocks them in turn; see decision 003.)
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

  // written once, under the lock of the class
  private static volatile @Nullable ReadinessPoller instance;

  private final EpollInstance epoll;
  private final EventTable<DescriptorWaiter> waiters = new EventTable<>();

  /** Why the thread has ended; written once, before it wakes everybody. */
  private volatile @Nullable Throwable failure;

  private ReadinessPoller() throws IOException {
    epoll = new EpollInstance(BATCH);
  }

  /** The poller, started when it is first needed. */
  static ReadinessPoller get() throws IOException {
    ReadinessPoller poller = instance;
    return poller != null ? poller : start();
  }

  private static synchronized ReadinessPoller start() throws IOException {
    ReadinessPoller poller = instance;
    if (poller == null) {
      poller = new ReadinessPoller();
      Thread.ofPlatform()
          .daemon()
          .name("qio-readiness")
          .inheritInheritableThreadLocals(false)
          .start(poller::run);
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
    long data = waiters.add(waiter);
    int result = epoll.control(PollSymbols.EPOLL_CTL_ADD, fd, EVENTS, data);
    if (result == 0) {
      return data;
    }
    waiters.remove(data);
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
  }

  /** Fails everyone who would wait for a thread that has ended. */
  void check() throws IOException {
    Throwable cause = failure;
    if (cause != null) {
      throw new IOException("the thread that wakes virtual threads has ended: " + cause, cause);
    }
  }

  private void run() {
    try {
      while (true) {
        int ready = epoll.await(-1);
        for (int i = 0; i < ready; i++) {
          DescriptorWaiter waiter = waiters.get(epoll.data(i));
          if (waiter != null) {
            waiter.edge(epoll.events(i));
          }
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
      LOG.log(Level.ERROR, "virtual threads can no longer wait for descriptors", e);
      waiters.values().forEach(DescriptorWaiter::wakeAll);
    }
  }
}
