package qio.api.layer;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;

/**
 * Keeps the loop handlers of a user until the handshake is over: before that none of them could do
 * anything, and a writable channel below would call a write handler without end.
 *
 * <pre>
 *   DEFERRING --the handshake is over--&gt; INSTALLING
 * </pre>
 *
 * <p>The lock is held while the first handlers are installed, which waits for nothing since there
 * are none to replace; later ones are passed on without it, because a removal waits for a handler
 * that runs.
 */
final class DeferredHandlers {

  private static final System.Logger LOG = System.getLogger(DeferredHandlers.class.getName());

  /** What the user has set. */
  record Handlers(
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write) {

    boolean isNone() {
      return read == null && write == null;
    }
  }

  /** Where handlers go. */
  @FunctionalInterface
  interface Target {
    void install(Handlers handlers) throws IOException;
  }

  private final LayerHandshake handshake;
  private final Target target;
  private final ReentrantLock lock = new ReentrantLock();

  // guarded by lock
  private boolean listening;
  private boolean installing;
  private @Nullable Handlers deferred;

  DeferredHandlers(LayerHandshake handshake, Target target) {
    this.handshake = handshake;
    this.target = target;
  }

  void set(Handlers handlers) throws IOException {
    if (!defer(handlers)) {
      target.install(handlers);
    }
  }

  /** Keeps the handlers if it is too early for them. */
  private boolean defer(Handlers handlers) {
    boolean listen;
    lock.lock();
    try {
      if (installing || (!listening && handshake.isOver())) {
        installing = true;
        return false;
      }
      deferred = handlers.isNone() ? null : handlers;
      listen = !listening && deferred != null;
      listening |= listen;
    } finally {
      lock.unlock();
    }
    if (listen) {
      handshake.start();
      handshake.onEnd(this::handshakeEnded);
    }
    return true;
  }

  private void handshakeEnded() {
    lock.lock();
    try {
      installing = true;
      Handlers first = deferred;
      deferred = null;
      if (first != null) {
        target.install(first);
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "handlers could not be set after the handshake", e);
    } finally {
      lock.unlock();
    }
  }
}
