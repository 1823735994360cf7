package qio.posix;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import qio.api.aio.Readiness;

/**
 * Keeps notices of zero-copy writes from looking like errors. A socket with a notice in its error
 * queue is "in error" until somebody takes it out; whoever waits for the socket to become readable
 * would be woken for that again and again. So everyone who waits asks here when he sees an error,
 * the notices are taken out for the writer, and what is left of the error is told.
 *
 * <p>Only sockets that have made such writes are known here, by number. From any thread.
 */
final class ErrorQueues {

  private static final ConcurrentMap<Integer, ZeroCopySender> BY_NUMBER = new ConcurrentHashMap<>();

  private ErrorQueues() {}

  static void add(int fd, ZeroCopySender sender) {
    BY_NUMBER.put(fd, sender);
  }

  static void remove(int fd) {
    BY_NUMBER.remove(fd);
  }

  /** The events without an error that was nothing but notices. */
  static int withoutNotices(int fd, int events) {
    if ((events & Readiness.ERROR) == 0) {
      return events;
    }
    ZeroCopySender sender = BY_NUMBER.get(fd);
    if (sender == null) {
      return events;
    }
    try {
      sender.takeNotices();
      return (events & ~Readiness.ERROR) | (NativeWait.pollOnce(fd, 0) & Readiness.ERROR);
    } catch (IOException e) {
      return events; // closed meanwhile, or really in error: that is for the next transfer to tell
    }
  }
}
