package qio.spi.file;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Ends a file that was opened by its address: waits for the disk as far as the address asks, puts a
 * new file in the place of the old one or drops it, gives the lock back.
 */
final class FileEnding implements Ending {

  private final OpenRequest request;
  private final FileCalls calls;
  private final @Nullable Replacement replacement; // null in all modes but one
  private final @Nullable Path folder; // null if no name has to be on the disk
  private volatile @Nullable IOException firstFailure; // of the writes

  private FileEnding(
      OpenRequest request,
      FileCalls calls,
      @Nullable Replacement replacement,
      @Nullable Path folder) {
    this.request = request;
    this.calls = calls;
    this.replacement = replacement;
    this.folder = folder;
  }

  /**
   * Of a file that was opened as it is.
   *
   * @throws IOException if its path leads elsewhere by now
   */
  static Ending of(OpenRequest request, FileCalls calls) throws IOException {
    if (request.sync() == SyncMode.NONE && !request.lock().isWanted()) {
      return NONE;
    }
    boolean mayBeNew = request.sync() == SyncMode.FULL && request.create();
    Path folder = mayBeNew ? request.path().toRealPath().getParent() : null;
    return new FileEnding(request, calls, null, folder);
  }

  /** Of a file that is to take another's place. */
  static Ending of(OpenRequest request, FileCalls calls, Replacement replacement) {
    return new FileEnding(request, calls, replacement, null);
  }

  @Override
  public boolean canBeCompleted() {
    return replacement != null;
  }

  @Override
  public void requireIncomplete() throws IOException {
    if (replacement != null && !replacement.isPending()) {
      throw new IOException(
          request.address()
              + ": its content is complete and in its place, so nothing more can be written; open"
              + " it again");
    }
  }

  @Override
  public void failed(IOException failure) {
    if (firstFailure == null) {
      firstFailure = failure;
    }
  }

  @Override
  public synchronized void complete() throws IOException {
    if (replacement != null && replacement.isPending()) {
      place(replacement);
    }
  }

  private void place(Replacement pending) throws IOException {
    IOException failure = firstFailure;
    if (failure != null) {
      pending.abandon(calls);
      throw new IOException(
          request.address()
              + ": the old file stays as it was, since a write of the new one failed: "
              + failure.getMessage(),
          failure);
    }
    pending.place(calls, request.sync());
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      if (replacement == null) {
        sync();
      } else if (replacement.isPending() && request.commit() == CommitPoint.SHUTDOWN) {
        replacement.abandon(calls);
      } else {
        complete();
      }
    } finally {
      if (request.lock().isWanted()) {
        calls.unlock();
      }
    }
  }

  private void sync() throws IOException {
    if (request.sync() == SyncMode.NONE) {
      return;
    }
    try {
      calls.sync(request.sync() == SyncMode.DATA);
      if (folder != null) {
        calls.syncFolder(folder);
      }
    } catch (IOException e) {
      throw FileTrouble.explain(request.address(), "what was written may not be on the disk", e);
    }
  }
}
