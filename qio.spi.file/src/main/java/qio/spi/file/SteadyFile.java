package qio.spi.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FileChannel} that an interrupt does not close.
 *
 * <p>The JDK closes a file channel when a thread is interrupted that is in it, and with it fails
 * every other thread in it. Here a pending interrupt is set aside during the call and restored
 * afterwards; one that comes during the call costs the JDK's channel, which is then opened again by
 * its path, if that still names the same file, and the call is made again. Positions are the
 * caller's affair, so none is lost.
 *
 * <p>May be used by many threads. {@link #close} must not overlap with a call; the gates of the
 * channel above see to that.
 */
final class SteadyFile implements AutoCloseable {

  /** One call on the file. It may be made again from the start, so it sets its buffers back. */
  @FunctionalInterface
  interface Call {
    long on(FileChannel file) throws IOException;
  }

  private final String address;
  private final Path path;
  private final Set<? extends OpenOption> options;

  /** What the file system knows the file by; null where it has nothing of the kind. */
  private final @Nullable Object key;

  private volatile FileChannel current; // replaced under the monitor
  private volatile boolean locked; // set before the file is used by anybody else

  /**
   * Takes an open file over.
   *
   * @param options with which the same file is opened again: nothing that makes or empties it
   * @throws IOException if the file cannot be identified; it is left open
   */
  SteadyFile(String address, Path path, FileChannel file, Set<? extends OpenOption> options)
      throws IOException {
    this.address = address;
    this.path = path.toAbsolutePath();
    this.options = options;
    this.current = file;
    this.key = keyOf(this.path);
  }

  /** From now on the file has a lock, which would not survive being opened again. */
  void keepsLock() {
    locked = true;
  }

  private static @Nullable Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** Makes a call, and makes it again if the JDK has closed the file under it. */
  long call(Call call) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      for (; ; ) {
        FileChannel file = current;
        try {
          return call.on(file);
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
          reopen(file, e);
        } catch (ClosedChannelException e) {
          reopen(file, e); // another thread was interrupted in it
        } catch (IOException e) {
          throw located(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The JDK's failures say what, and not where. */
  private IOException located(IOException failure) {
    return new IOException(address + ": " + failure.getMessage(), failure);
  }

  private synchronized void reopen(FileChannel broken, ClosedChannelException why)
      throws IOException {
    if (current != broken) {
      return; // another thread has done it
    }
    if (locked) {
      throw lost(why, "its lock went with it");
    }
    FileChannel again = openAgain(why);
    if (key != null && !key.equals(keyOf(path))) {
      again.close();
      throw lost(why, "its path names another file now");
    }
    current = again;
  }

  private FileChannel openAgain(ClosedChannelException why) throws IOException {
    try {
      return FileChannel.open(path, options);
    } catch (IOException e) {
      why.addSuppressed(e);
      throw lost(why, "it cannot be opened again");
    }
  }

  private IOException lost(ClosedChannelException why, String but) {
    return new IOException(
        address
            + ": the JDK closed the file because a thread in it was interrupted, and "
            + but
            + "; "
            + NioEngine.REMEDY
            + " for an engine without this weakness",
        why);
  }

  @Override
  public void close() throws IOException {
    current.close();
  }
}
