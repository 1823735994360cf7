package qio.spi.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A new file beside the one whose place it is to take.
 *
 * <pre>
 * PENDING --place--> PLACED
 *    |
 *    +--abandon, or a failure to place--> ABANDONED
 * </pre>
 *
 * In the last two there is no second name any more. When the JVM ends in an orderly way before
 * that, the new file is removed; when it is killed, the new file stays behind under its name.
 */
final class Replacement {

  private enum State {
    PENDING,
    PLACED,
    ABANDONED
  }

  private final String address;
  private final Path temporary;
  private final ReplaceTarget target;
  private final Runnable atExit;
  private volatile State state = State.PENDING; // written under the ending's monitor

  Replacement(String address, Path temporary, ReplaceTarget target) {
    this.address = address;
    this.temporary = temporary;
    this.target = target;
    this.atExit = () -> deleteQuietly(temporary);
    ExitTasks.add(atExit);
  }

  private static void deleteQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // Nobody is left to be told when the JVM ends, or a failure is being told already; the old
      // file is as it was.
    }
  }

  boolean isPending() {
    return state == State.PENDING;
  }

  /** Puts the new file in the old one's place. If that fails the old one is as it was. */
  void place(FileCalls calls, SyncMode sync) throws IOException {
    try {
      if (sync != SyncMode.NONE) {
        calls.sync(sync == SyncMode.DATA);
      }
      calls.rename(temporary, target.path());
    } catch (IOException e) {
      dropAfter(calls, e);
      throw FileTrouble.explain(address, "the old file stays as it was", e);
    }
    end(State.PLACED);
    if (sync == SyncMode.FULL) {
      try {
        calls.syncFolder(target.folder());
      } catch (IOException e) {
        throw FileTrouble.explain(
            address, "the new file is in its place, but that may not be on the disk", e);
      }
    }
  }

  private void dropAfter(FileCalls calls, IOException failure) {
    try {
      abandon(calls);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Drops the new file, which nobody has got. */
  void abandonQuietly() {
    end(State.ABANDONED);
    deleteQuietly(temporary);
  }

  /** Drops the new file. */
  void abandon(FileCalls calls) throws IOException {
    end(State.ABANDONED);
    try {
      calls.delete(temporary);
    } catch (IOException e) {
      throw FileTrouble.explain(address, "the new file stays behind as " + temporary, e);
    }
  }

  private void end(State last) {
    state = last;
    ExitTasks.remove(atExit);
  }
}
