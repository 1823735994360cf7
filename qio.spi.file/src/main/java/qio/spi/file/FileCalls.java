package qio.spi.file;

import java.io.IOException;
import java.nio.file.Path;

/** The calls that it takes to end a file, which each engine makes in its way. */
interface FileCalls {

  /** Waits until what was written is on the disk. */
  void sync(boolean dataOnly) throws IOException;

  /** Waits until the names in a directory are on the disk. */
  void syncFolder(Path folder) throws IOException;

  /** Gives a file another name, in one step, in place of the file that had it. */
  void rename(Path from, Path to) throws IOException;

  /** Removes a name if it is there. */
  void delete(Path path) throws IOException;

  /** Gives the lock back. */
  void unlock() throws IOException;
}
