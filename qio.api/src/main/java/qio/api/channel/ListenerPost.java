package qio.api.channel;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.AioGroup;
import qio.api.aio.CloseHook;
import qio.api.aio.ClosedLoopException;

/**
 * One listener of a server, at the loop that accepts from it. When that loop goes, it takes its
 * place at another one; the clients wait in the backlog meanwhile.
 *
 * <p>Whoever meets the end of a loop first, the one who takes the place or the loop's hook, sees to
 * the next: cancelling the hook tells which.
 */
final class ListenerPost {

  private static final System.Logger LOG = System.getLogger(QioServer.class.getName());

  private final QioListener listener;
  private final AioGroup group;
  private final BiConsumer<QioChannel, AioContext> onClient;

  /** Of the loop that accepts now; null before the first. */
  private final AtomicReference<@Nullable CloseHook> hook = new AtomicReference<>();

  ListenerPost(QioListener listener, AioGroup group, BiConsumer<QioChannel, AioContext> onClient) {
    this.listener = listener;
    this.group = group;
    this.onClient = onClient;
  }

  /** The watch on one loop, which is closed when that is gone. */
  private static final class Place {

    private volatile @Nullable WatchSource watch; // written once
    private volatile boolean gone; // set by the loop's end

    /** One of the two that come here last sees what the other one wrote. */
    void closeIfGone() {
      WatchSource made = watch;
      if (gone && made != null) {
        made.close();
      }
    }
  }

  /**
   * Accepts at this loop, or at another one if it is gone.
   *
   * @throws ClosedLoopException if all are
   * @throws IOException if the listener is closed or cannot be watched
   */
  void take(AioContext first) throws IOException {
    AioContext loop = first;
    while (!takeAt(loop)) {
      loop = group.next();
    }
  }

  /** False if the loop is gone and nobody else sees to the next one. */
  private boolean takeAt(AioContext loop) throws IOException {
    Place place = new Place();
    CloseHook atEnd;
    try {
      atEnd = loop.onClose(() -> leave(place));
    } catch (RejectedExecutionException gone) {
      return false;
    }
    hook.set(atEnd);
    try {
      place.watch = listener.addWatch(loop, client -> onClient.accept(client, loop));
      place.closeIfGone();
    } catch (IOException | RuntimeException e) {
      if (!atEnd.cancel()) {
        return true; // it runs, and moves on
      }
      if (loop.isOpen()) {
        throw e;
      }
      return false;
    }
    if (!listener.isOpen()) {
      atEnd.cancel(); // a close came in between and may have found the hook before
    }
    return true;
  }

  /** The loop is gone. Called by whoever takes it down. */
  private void leave(Place place) {
    place.gone = true;
    place.closeIfGone();
    if (!listener.isOpen()) {
      return;
    }
    try {
      take(group.next());
    } catch (IOException e) {
      giveUp(e);
    }
  }

  private void giveUp(IOException failure) {
    boolean closedInPeace = failure instanceof ClosedLoopException && failure.getCause() == null;
    LOG.log(
        closedInPeace ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
        listener.address() + ": nobody accepts here any more",
        failure);
    try {
      close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, listener + " that nobody serves", e);
    }
  }

  /** Closes the listener, and with it its watch. */
  void close() throws IOException {
    try {
      listener.close();
    } finally {
      CloseHook last = hook.get();
      if (last != null) {
        last.cancel();
      }
    }
  }
}
