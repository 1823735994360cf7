package qio.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import qio.api.aio.PollKey;
import qio.api.aio.Pollable;
import qio.api.aio.Poller;
import qio.api.aio.Readiness;
import qio.api.aio.ReadinessListener;
import qio.posix.libc.PollSymbols;

/**
 * A poller on {@code epoll(7)}, level-triggered, for descriptors by number.
 *
 * <p>The lock guards the keys and their registrations with the kernel; the thread that polls takes
 * it never. An event finds its key through an {@link EventTable}, so that one for a cancelled key
 * finds nothing.
 *
 * <p>The owner of a descriptor should cancel its key before closing it. Where that was forgotten
 * the kernel has dropped the registration with the file; that shows whenever the key is changed
 * ({@code ENOENT}, {@code EBADF}), and the number can be registered anew.
 */
final class EpollPoller implements Poller {

  private static final Logger LOG = System.getLogger("qio.posix");

  private static final int BATCH = 256;

  private static final int ALWAYS_TOLD = Readiness.ERROR | Readiness.HANG_UP;

  private final EpollInstance epoll;
  private final EventCounter wakeup;
  private final EventTable<Key> table = new EventTable<>();

  /** True from a wakeup until the poll that it ended. */
  private final AtomicBoolean woken = new AtomicBoolean();

  private final Object lock = new Object();

  // guarded by lock: the live key of each number
  private final Map<Integer, Key> keys = new HashMap<>();

  EpollPoller() throws IOException {
    epoll = new EpollInstance(BATCH);
    try {
      wakeup = new EventCounter();
    } catch (IOException e) {
      epoll.close();
      throw e;
    }
    try {
      int fd = wakeup.descriptor().number();
      check(epoll.control(PollSymbols.EPOLL_CTL_ADD, fd, Readiness.READ, EventTable.NONE), fd);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private static void check(int result, int fd) throws IOException {
    if (result == -Errno.EPERM.number()) {
      throw new IOException(
          "fd:"
              + fd
              + " cannot be waited for: regular files and directories are always ready, epoll"
              + " refuses them (EPERM)",
          new PosixException("epoll_ctl", -result, "fd:" + fd));
    }
    if (result < 0) {
      throw new PosixException("epoll_ctl", -result, "fd:" + fd);
    }
  }

  // ---- keys

  @Override
  public boolean accepts(Pollable pollable) {
    return pollable instanceof Pollable.OfDescriptor;
  }

  @Override
  public PollKey register(Pollable pollable, int interest, ReadinessListener listener)
      throws IOException {
    if (!(pollable instanceof Pollable.OfDescriptor descriptor)) {
      throw new IllegalArgumentException(
          "an epoll poller waits for descriptors only, not " + pollable);
    }
    int fd = descriptor.number();
    synchronized (lock) {
      Key old = keys.get(fd);
      if (old != null && old.isStillRegistered()) {
        throw new IllegalArgumentException(pollable + " is registered already");
      }
      if (old != null) {
        old.forget(State.STALE);
      }
      Key key = new Key(fd, listener);
      key.data = table.add(key);
      keys.put(fd, key);
      try {
        key.begin(interest & Readiness.ALL);
      } catch (IOException e) {
        key.forget(State.CANCELLED);
        throw e;
      }
      return key;
    }
  }

  private enum State {
    /** Told of events. */
    LIVE,
    /** Ended by its owner. */
    CANCELLED,
    /** Its descriptor was closed, and the number is registered anew. */
    STALE
  }

  private final class Key implements PollKey {

    private final int fd;
    private final ReadinessListener listener;

    /**
     * What the kernel tells with an event; written once, under the lock, before the first event.
     */
    private long data;

    // written under the lock, read by the thread that polls
    private volatile int interest;

    // guarded by lock
    private State state = State.LIVE;

    Key(int fd, ReadinessListener listener) {
      this.fd = fd;
      this.listener = listener;
    }

    void begin(int bits) throws IOException {
      interest = bits;
      int result = control(PollSymbols.EPOLL_CTL_ADD);
      if (result == -Errno.EEXIST.number()) {
        // The number came back to a file that is registered from before, through a duplicate that
        // kept it alive.
        result = control(PollSymbols.EPOLL_CTL_MOD);
      }
      check(result, fd);
    }

    /** Always asks the kernel: that is how a loop learns that a descriptor was closed. */
    @Override
    public void interest(int bits) throws IOException {
      synchronized (lock) {
        if (state == State.STALE) {
          check(-Errno.EBADF.number(), fd);
        }
        if (state != State.LIVE || !epoll.isOpen()) {
          return;
        }
        int before = interest;
        interest = bits & Readiness.ALL;
        int result = control(PollSymbols.EPOLL_CTL_MOD);
        if (result < 0) {
          interest = before;
        }
        check(result, fd);
      }
    }

    /** Whether the kernel still knows this key's descriptor. */
    boolean isStillRegistered() throws IOException {
      return control(PollSymbols.EPOLL_CTL_MOD) == 0;
    }

    /**
     * A key without interest stays registered, so that it is found out if its descriptor is closed.
     * The kernel tells hang-ups without being asked; for such a key at most once, or a hang-up that
     * nobody waits for would end every poll.
     */
    private int control(int operation) throws IOException {
      int events = interest == Readiness.NONE ? PollSymbols.EPOLLONESHOT : interest;
      return epoll.control(operation, fd, events, data);
    }

    /** Takes the key out of this poller's books. */
    void forget(State why) {
      state = why;
      table.remove(data);
      keys.remove(fd, this);
    }

    @Override
    public void cancel() {
      synchronized (lock) {
        if (state != State.LIVE) {
          return;
        }
        forget(State.CANCELLED);
        if (epoll.isOpen()) {
          try {
            // ENOENT and EBADF mean that the descriptor was closed before, and the kernel has seen
            // to it.
            control(PollSymbols.EPOLL_CTL_DEL);
          } catch (IOException e) {
            LOG.log(
                Level.DEBUG, "the poller was closed meanwhile, and the registration with it", e);
          }
        }
      }
    }

    private boolean tell(int events) {
      int asked = interest;
      int ready = ErrorQueues.withoutNotices(fd, events & (asked | ALWAYS_TOLD));
      if (asked == Readiness.NONE || ready == Readiness.NONE) {
        return false;
      }
      try {
        listener.ready(ready);
      } catch (RuntimeException e) {
        // One listener's mistake must neither end the loop nor keep the others from being told.
        LOG.log(Level.ERROR, "the listener of fd:" + fd + " failed", e);
      }
      return true;
    }

    @Override
    public String toString() {
      return "fd:" + fd;
    }
  }

  // ---- polling

  @Override
  public int poll(long timeoutNanos) throws IOException {
    int events = epoll.await(timeoutNanos);
    int told = 0;
    for (int i = 0; i < events; i++) {
      long data = epoll.data(i);
      Key key = table.get(data);
      if (key != null) {
        told += key.tell(epoll.events(i)) ? 1 : 0;
      } else if (data == EventTable.NONE) {
        takeWakeup();
      }
    }
    return told;
  }

  /**
   * Lowers the counter before the flag: a wakeup in between raises nothing, but it ends the poll
   * that is ending now. The flag is exchanged by both sides, so what a waker did before is seen by
   * whoever polled after.
   */
  private void takeWakeup() throws IOException {
    wakeup.lower();
    woken.getAndSet(false);
  }

  @Override
  public void wakeup() {
    if (!woken.getAndSet(true)) {
      wakeup.raise();
    }
  }

  /** For tests of systems without {@code epoll_pwait2}; before the first poll. */
  void withoutNanos() {
    epoll.withoutNanos();
  }

  @Override
  public void close() {
    synchronized (lock) {
      keys.clear();
      try {
        wakeup.close();
        epoll.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
