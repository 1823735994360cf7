package qio.posix;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;

/**
 * What becomes of zero-copy writes whose socket is closed: memory that the kernel is going to read
 * must not be freed, or the peer would be sent whatever is put there next. A virtual thread holds a
 * duplicate of the socket, and with the sender the buffers, until the notices have come; after a
 * limit it resets the connection.
 *
 * <pre>
 *   WAITING --all notices--&gt; closed
 *   WAITING --time is up---&gt; reset, closed
 * </pre>
 */
final class ZeroCopyFarewell {

  private static final Logger LOG = System.getLogger("qio.posix");

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private ZeroCopyFarewell() {}

  /** Begins to hold; the caller closes its own descriptor afterwards. */
  static void begin(ZeroCopySender sender, PosixDescriptor socket) {
    begin(sender, socket, LIMIT);
  }

  static Thread begin(ZeroCopySender sender, PosixDescriptor socket, Duration limit) {
    PosixDescriptor duplicate;
    try {
      duplicate = socket.dup();
      duplicate.describe(socket.toString());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the buffers of " + socket + " are held blindly for a while", e);
      return start(() -> holdBlindly(sender, limit));
    }
    endWriting(duplicate);
    return start(() -> await(sender, duplicate, limit));
  }

  private static Thread start(Runnable work) {
    return Thread.ofVirtual().name("qio-zero-copy-farewell").start(work);
  }

  /** The peer is to see the end of the stream where it would without a duplicate. */
  private static void endWriting(PosixDescriptor duplicate) {
    try {
      PosixSockets.shutdown(duplicate, false, true);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the connection has ended already", e);
    }
  }

  private static void await(ZeroCopySender sender, PosixDescriptor duplicate, Duration limit) {
    try (duplicate) {
      if (!sender.awaitAll(duplicate, limit.toNanos())) {
        LOG.log(
            Level.WARNING,
            duplicate
                + ": the peer has not taken all that was written without a copy within "
                + limit.toSeconds()
                + " s after the close; the connection is reset");
        PosixSockets.setLinger(duplicate, OptionalInt.of(0));
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, duplicate + ": waiting for zero-copy writes failed", e);
    }
  }

  /** Without a descriptor nobody can tell; the kernel gives up on most peers in that time. */
  private static void holdBlindly(ZeroCopySender sender, Duration limit) {
    try {
      LockSupport.parkNanos(limit.toNanos());
    } finally {
      Reference.reachabilityFence(sender);
    }
  }
}
