package qio.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicInteger;
import qio.api.aio.Readiness;
import qio.posix.layout.Pollfd;
import qio.posix.layout.Timespec;
import qio.posix.libc.CallMemory;
import qio.posix.libc.PollSymbols;

/**
 * What a platform thread waits with: {@code ppoll} on a descriptor and an eventfd of its own, which
 * ends the wait from outside.
 *
 * <p>The place where a channel's reader or writer waits keeps its own until the descriptor is
 * closed, so that a wait costs one system call; where {@value #MOST_KEPT} are kept in the process,
 * a wait makes one and closes it.
 */
final class NativeWait extends SelectorOfNothing {

  /**
   * Each holds a descriptor: a process with more platform threads than that in its channels can
   * spare the time.
   */
  private static final int MOST_KEPT = 4096;

  private static final AtomicInteger KEPT = new AtomicInteger();

  private static final long TIMEOUT_OFFSET = 2 * Pollfd.SIZE;

  private final EventCounter counter;
  private final CallMemory memory;

  /** Used by whoever has the place that this belongs to. */
  private boolean kept;

  NativeWait() throws IOException {
    counter = new EventCounter();
    memory = CallMemory.take();
  }

  /** Whether this one may live as long as its place; asked once. */
  boolean keep() {
    kept = KEPT.incrementAndGet() <= MOST_KEPT;
    if (!kept) {
      KEPT.decrementAndGet();
    }
    return kept;
  }

  /**
   * Looks whether a descriptor is ready, without waiting.
   *
   * @param fd a descriptor in use
   * @param readiness bits of {@link Readiness}
   */
  static boolean isReady(int fd, int readiness) throws IOException {
    return readyNow(fd, readiness) != Readiness.NONE;
  }

  /** The same with what is ready; error and hang-up are told without being asked for. */
  static int readyNow(int fd, int readiness) throws IOException {
    int ready = pollOnce(fd, readiness);
    return (readiness & Readiness.ERROR) != 0 ? ready : ErrorQueues.withoutNotices(fd, ready);
  }

  /** The same with notices of zero-copy writes taken for errors, as the kernel does. */
  static int pollOnce(int fd, int readiness) throws IOException {
    try (CallMemory memory = CallMemory.take()) {
      MemorySegment room = memory.room();
      Pollfd.set(room, 0, fd, readiness);
      Timespec.set(room, TIMEOUT_OFFSET, 0);
      int ready;
      do {
        ready =
            PollSymbols.ppoll(
                memory.errno(), room.address(), 1, room.address() + TIMEOUT_OFFSET, 0);
      } while (ready == -Answers.EINTR);
      if (ready < 0) {
        throw new PosixException("ppoll", -ready, "fd:" + fd);
      }
      return ready == 0 ? Readiness.NONE : Pollfd.ready(room, 0) & Readiness.ALL;
    }
  }

  /**
   * Waits until the descriptor is ready, the time is up, the thread is interrupted or {@link
   * #wakeup} is called.
   *
   * @param fd a descriptor in use
   * @param readiness bits of {@link Readiness}
   * @param timeoutNanos the time limit, negative for none
   * @return false if the time was up
   */
  boolean await(int fd, int readiness, long timeoutNanos) throws IOException {
    try {
      begin();
      return poll(fd, readiness, timeoutNanos);
    } finally {
      end();
    }
  }

  private boolean poll(int fd, int readiness, long timeoutNanos) throws IOException {
    long deadline = System.nanoTime() + timeoutNanos;
    long left = timeoutNanos;
    MemorySegment room = memory.room();
    int wakeup = counter.descriptor().number();
    for (; ; ) {
      Pollfd.set(room, 0, fd, readiness);
      Pollfd.set(room, 1, wakeup, Readiness.READ);
      int ready = PollSymbols.ppoll(memory.errno(), room.address(), 2, timeout(room, left), 0);
      if (ready >= 0) {
        boolean wokenUp = Pollfd.ready(room, 1) != 0;
        if (wokenUp) {
          counter.lower();
        }
        if (ready == 0 || wokenUp || isMeant(fd, readiness, Pollfd.ready(room, 0))) {
          return ready > 0;
        }
      } else if (ready != -Answers.EINTR) {
        throw new PosixException("ppoll", -ready, "fd:" + fd);
      }
      left = timeoutNanos < 0 ? timeoutNanos : Math.max(0, deadline - System.nanoTime());
    }
  }

  /** Whether an event is more than a notice that nobody has asked for here. */
  private static boolean isMeant(int fd, int readiness, int events) {
    return (readiness & Readiness.ERROR) != 0
        || ErrorQueues.withoutNotices(fd, events) != Readiness.NONE;
  }

  private static long timeout(MemorySegment room, long nanos) {
    if (nanos < 0) {
      return 0;
    }
    Timespec.set(room, TIMEOUT_OFFSET, nanos);
    return room.address() + TIMEOUT_OFFSET;
  }

  @Override
  public Selector wakeup() {
    counter.raise();
    return this;
  }

  @Override
  protected void implCloseSelector() throws IOException {
    if (kept) {
      KEPT.decrementAndGet();
    }
    memory.close();
    counter.close();
  }
}
