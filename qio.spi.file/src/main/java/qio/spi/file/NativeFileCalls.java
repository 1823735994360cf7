package qio.spi.file;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.OptionalInt;
import qio.posix.OpenFlag;
import qio.posix.PosixDescriptor;
import qio.posix.PosixFiles;
import qio.posix.PosixOwnership;
import qio.posix.PosixOwnership.Lock;

/**
 * The calls of the native engine. Its locks are the open file description's, so they hold between
 * two channels of one process as well, and nothing but the end of this one takes them away.
 */
record NativeFileCalls(PosixDescriptor descriptor) implements FileCalls {

  @Override
  public void sync(boolean dataOnly) throws IOException {
    PosixFiles.sync(descriptor, dataOnly);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    var flags = EnumSet.of(OpenFlag.READ, OpenFlag.DIRECTORY);
    try (PosixDescriptor opened = PosixFiles.open(folder, flags, 0)) {
      PosixFiles.sync(opened, false);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    PosixFiles.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    try {
      PosixFiles.unlink(path);
    } catch (NoSuchFileException e) {
      // It is gone, which is what is asked for.
    }
  }

  @Override
  public void unlock() throws IOException {
    PosixOwnership.unlock(descriptor);
  }

  Locks.Locking locking(LockRequest request) {
    Lock lock = request.isShared() ? Lock.SHARED : Lock.EXCLUSIVE;
    return new Locks.Locking() {
      @Override
      public boolean tryLock() throws IOException {
        return PosixOwnership.tryLock(descriptor, lock);
      }

      @Override
      public String holder() throws IOException {
        OptionalInt found = PosixOwnership.holder(descriptor, lock);
        return found.isPresent() && found.getAsInt() > 0
            ? "process " + found.getAsInt()
            : "another process, or another channel of this one,";
      }
    };
  }
}
