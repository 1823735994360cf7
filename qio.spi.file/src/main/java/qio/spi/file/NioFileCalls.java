package qio.spi.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The calls of the portable engine. Its locks are the process's, as the JDK has them: to close any
 * other channel or stream of the same file in this process takes them away.
 */
record NioFileCalls(SteadyFile file) implements FileCalls {

  @Override
  public void sync(boolean dataOnly) throws IOException {
    file.call(
        channel -> {
          channel.force(!dataOnly);
          return 0;
        });
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
      opened.force(true);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  /** The JDK gives the lock back when the file is closed, which is next. */
  @Override
  public void unlock() {}

  private static long attempt(FileChannel channel, LockRequest request) throws IOException {
    return channel.tryLock(0, Long.MAX_VALUE, request.isShared()) == null ? 0 : 1;
  }

  Locks.Locking locking(LockRequest request) {
    return new Locks.Locking() {

      private boolean heldHere; // whether it was this process, at the last attempt

      @Override
      public boolean tryLock() throws IOException {
        try {
          heldHere = false;
          return file.call(channel -> attempt(channel, request)) == 1;
        } catch (OverlappingFileLockException e) {
          heldHere = true;
          return false;
        }
      }

      @Override
      public String holder() {
        return heldHere ? "another channel of this process" : "another process";
      }
    };
  }
}
