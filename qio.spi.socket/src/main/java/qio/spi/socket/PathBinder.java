package qio.spi.socket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import qio.posix.SocketName;

/**
 * Listens on a UNIX path, and replaces what a listener has left there that is gone.
 *
 * <pre>
 *   bind --taken--&gt; what is at the path?  no socket ---------------------&gt; refuse
 *                                         a socket; knock: LISTENS ------&gt; refuse
 *                                                          STALE -------&gt; take it away, bind again
 * </pre>
 *
 * <p>Of those who start on one path at the same moment exactly one gets it. A socket that was bound
 * and not yet put to listen looks stale, so one that is {@link #YOUNG} is knocked at until it is
 * not. What is taken away goes by a rename first, which only one of several can do, and is put back
 * if it turns out to be somebody's new socket and not the one that was knocked at. For that moment
 * its path is missing, and should a third one bind the path in it, the second one has lost its
 * path: that takes three starts within microseconds.
 */
final class PathBinder {

  /** A program that needs longer from bind to listen must be started before others. */
  private static final long YOUNG = TimeUnit.MILLISECONDS.toNanos(250);

  private static final long KNOCK_PERIOD = TimeUnit.MILLISECONDS.toNanos(2);

  /** Each failed attempt means that somebody else had the path in between. */
  private static final int ATTEMPTS = 5;

  private final SocketEngine engine;
  private final String address;
  private final SocketName place;
  private final Path path;
  private final StreamSettings settings;

  PathBinder(SocketEngine engine, StreamTarget.UnixPath target, StreamSettings settings) {
    this.engine = engine;
    this.address = target.address();
    this.place = target.name();
    this.path = target.path();
    this.settings = settings;
  }

  /**
   * Listens.
   *
   * @return the listening channel, which owns the path that it has made
   * @throws BindException if somebody listens there
   * @throws FileAlreadyExistsException likewise
   * @throws IOException if it cannot be listened on for another reason
   */
  ListeningChannel listen() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return withFile(engine.listen(address, place, settings));
      } catch (BindException | FileAlreadyExistsException taken) {
        if (attempt == ATTEMPTS || !clear()) {
          throw taken;
        }
      }
    }
  }

  private ListeningChannel withFile(ListeningChannel socket) throws IOException {
    if (!settings.unlink()) {
      return socket;
    }
    boolean done = false;
    try {
      socket.own(look());
      done = true;
      return socket;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  /** Somebody may just be finding out that the file is not the one that he meant. */
  private SocketFile look() throws IOException {
    long start = System.nanoTime();
    for (; ; ) {
      try {
        return SocketFile.at(path);
      } catch (NoSuchFileException e) {
        if (System.nanoTime() - start > YOUNG) {
          throw e;
        }
        pause();
      }
    }
  }

  /** Whether it is worth trying again. */
  private boolean clear() throws IOException {
    try {
      SocketFile found = SocketFile.at(path);
      if (!SocketFile.isSocket(path) || isAlive(found)) {
        return false;
      }
      found.takeAway();
      return true;
    } catch (NoSuchFileException gone) {
      // Somebody has removed it meanwhile, or the folder is not there at all and binding tells.
      return true;
    }
  }

  private boolean isAlive(SocketFile found) throws IOException {
    long young = Math.min(YOUNG, YOUNG - found.age().toNanos());
    long start = System.nanoTime();
    for (; ; ) {
      if (engine.knock(path) == SocketEngine.Answer.LISTENS) {
        return true;
      }
      if (System.nanoTime() - start >= young) {
        return false;
      }
      pause();
    }
  }

  private void pause() throws InterruptedIOException {
    LockSupport.parkNanos(this, KNOCK_PERIOD);
    if (Thread.interrupted()) {
      throw new InterruptedIOException(
          address + ": interrupted while it was found out whether somebody listens there");
    }
  }
}
