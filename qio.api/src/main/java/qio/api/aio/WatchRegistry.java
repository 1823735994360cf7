package qio.api.aio;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one loop waits on: the watches by pollable, and the list of what is to be called in a turn:
 * watches found ready, and the bottom halves that run among them.
 *
 * <p>Lock order: this lock, then whatever the poller locks. No listener is called under it.
 */
final class WatchRegistry {

  private final AioContext loop;
  private final LoopOwner owner;
  private final Poller poller;
  private final LoopFaults faults;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition settled = lock.newCondition();
  private final Map<Pollable, WatchedPollable> sources = new HashMap<>(); // guarded by lock
  private boolean closed; // guarded by lock

  /** Bottom halves that run among the handlers, until a turn comes to them. */
  private final BottomHalfQueue ranked = new BottomHalfQueue();

  private final ReadyList ready = new ReadyList(); // confined to the thread that runs the loop

  WatchRegistry(AioContext loop, LoopOwner owner, Poller poller, LoopFaults faults) {
    this.loop = loop;
    this.owner = owner;
    this.poller = poller;
    this.faults = faults;
  }

  // ---- dispatching: the thread that runs the loop ----

  /** Has a watch called in this turn. */
  void enqueue(AioWatch found) {
    ready.add(found);
  }

  /** Whether there is something to call. */
  boolean hasReady() {
    admitRanked();
    return !ready.isEmpty();
  }

  /** Calls all that is ready, by priority, until the loop is closed. */
  boolean dispatch() {
    admitRanked();
    boolean progress = false;
    while (loop.isOpen()) {
      ReadyEntry next = ready.take();
      if (next == null) {
        break;
      }
      progress |= next.dispatch(faults);
    }
    return progress;
  }

  private void admitRanked() {
    long last = ranked.admit();
    for (BottomHalf each = ranked.take(last); each != null; each = ranked.take(last)) {
      ready.add(each);
    }
  }

  /** Has a bottom half run among the handlers. Called by any thread. */
  void push(BottomHalf arrival) {
    ranked.push(arrival);
  }

  // ---- watches: any thread ----

  AioWatch add(Pollable pollable, int interest, int priority, ReadinessListener listener)
      throws IOException {
    lock.lock();
    try {
      requireOpen();
      WatchedPollable known = sources.get(pollable);
      if (known != null) {
        AioWatch watch = new AioWatch(this, known, interest, priority, listener);
        known.add(watch);
        if (takesEffect(known)) {
          return watch;
        }
      }
      WatchedPollable fresh = new WatchedPollable(pollable);
      AioWatch watch = new AioWatch(this, fresh, interest, priority, listener);
      fresh.add(watch);
      open(fresh);
      return watch;
    } finally {
      lock.unlock();
    }
  }

  void interest(AioWatch watch, int interest) throws IOException {
    lock.lock();
    try {
      watch.setInterest(interest);
      if (isKnown(watch.source()) && !watch.isRemoved()) {
        watch.source().refresh(poller, false);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Removes a watch; afterwards its listener is not running, unless the loop is the caller. */
  void remove(AioWatch watch) {
    lock.lock();
    try {
      watch.markRemoved();
      watch.source().remove(watch);
      shrink(watch.source());
      awaitSettled(watch);
    } finally {
      lock.unlock();
    }
  }

  /** Replaces both handlers of a pollable at once; afterwards the old ones are not running. */
  void setHandlers(Pollable pollable, @Nullable IoHandler read, @Nullable IoHandler write)
      throws IOException {
    lock.lock();
    try {
      requireOpen();
      WatchedPollable known = sources.get(pollable);
      AioWatch oldReader = known == null ? null : known.reader();
      AioWatch oldWriter = known == null ? null : known.writer();
      if (read == null && write == null) {
        clearHandlers(known);
      } else if (known == null || !takesEffect(putHandlers(known, read, write))) {
        WatchedPollable fresh = new WatchedPollable(pollable);
        putHandlers(fresh, read, write);
        open(fresh);
      }
      awaitSettled(oldReader);
      awaitSettled(oldWriter);
    } finally {
      lock.unlock();
    }
  }

  private void clearHandlers(@Nullable WatchedPollable source) {
    if (source != null) {
      source.setHandlers(null, null);
      shrink(source);
    }
  }

  private WatchedPollable putHandlers(
      WatchedPollable source, @Nullable IoHandler read, @Nullable IoHandler write) {
    source.setHandlers(
        watchFor(source, Readiness.READ, read), watchFor(source, Readiness.WRITE, write));
    return source;
  }

  private @Nullable AioWatch watchFor(
      WatchedPollable source, int interest, @Nullable IoHandler handler) {
    return handler == null
        ? null
        : new AioWatch(
            this,
            source,
            interest,
            AioContext.DEFAULT_PRIORITY,
            new HandlerCall(handler, source, faults));
  }

  /** Puts a new one to the poller, and if that succeeds into the books. */
  private void open(WatchedPollable fresh) throws IOException {
    fresh.refresh(poller, true);
    sources.put(fresh.pollable(), fresh);
  }

  /**
   * Tells the poller what is waited for now, even if nothing seems to have changed: a refusal shows
   * that the descriptor was closed under its watches. Its number may have a new owner by now, to
   * whom they mean nothing, so they are dropped. Answers whether the poller took it.
   */
  private boolean takesEffect(WatchedPollable source) {
    try {
      source.refresh(poller, true);
      return true;
    } catch (IOException stale) {
      source.cancel();
      sources.remove(source.pollable());
      for (AioWatch watch : source.watches()) {
        watch.markRemoved();
      }
      faults.warn(
          "%s was closed while it was still watched (%s); its old watches are dropped"
              .formatted(source.pollable(), stale.getMessage()));
      return false;
    }
  }

  /** A watch has gone: asks the poller for less, or for nothing. */
  private void shrink(WatchedPollable source) {
    if (!isKnown(source)) {
      return;
    }
    if (source.isUnwatched()) {
      sources.remove(source.pollable());
      source.cancel();
      return;
    }
    refreshQuietly(source);
  }

  /**
   * Passes a watch over in nested turns while its listener runs, or ends that. Without it a nested
   * turn would find the pollable ready, call nobody and come round again at once. (An error or a
   * hang-up cannot be left out of the interest: of those nested turns are told without effect.)
   */
  void muffle(AioWatch watch, boolean muffled) {
    lock.lock();
    try {
      watch.setMuffled(muffled);
      if (isKnown(watch.source())) {
        refreshQuietly(watch.source());
      }
    } finally {
      lock.unlock();
    }
  }

  private void refreshQuietly(WatchedPollable source) {
    try {
      source.refresh(poller, false);
    } catch (IOException closed) {
      // Asking for less, or again for what was asked for before, fails only if the descriptor was
      // closed: nothing will be told of it, and its next watch finds out.
    }
  }

  /** The call of a removed listener has returned. */
  void settle(AioWatch watch) {
    lock.lock();
    try {
      watch.markSettled();
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitSettled(@Nullable AioWatch watch) {
    if (watch == null || owner.isCaller()) {
      return; // the call under way, if any, is further up this very stack
    }
    while (!watch.isSettled()) {
      settled.awaitUninterruptibly();
    }
  }

  /** Forgets the bottom halves; the loop is closed. Called by the thread that takes it down. */
  void clearRanked() {
    admitRanked();
    for (ReadyEntry each = ready.take(); each != null; each = ready.take()) {
      if (each instanceof BottomHalf bottomHalf) {
        bottomHalf.release();
      }
    }
  }

  /** Forgets all watches and tells their listeners that the loop is gone. */
  void close() {
    List<AioWatch> orphans = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      sources.values().forEach(source -> orphans.addAll(List.of(source.watches())));
      sources.clear();
    } finally {
      lock.unlock();
    }
    orphans.forEach(watch -> watch.deliverLoopClosed(faults));
  }

  /** How many watches there are, handlers included. */
  int size() {
    lock.lock();
    try {
      return sources.values().stream().mapToInt(source -> source.watches().length).sum();
    } finally {
      lock.unlock();
    }
  }

  LoopRecorder recorder() {
    return loop.recorder();
  }

  private boolean isKnown(WatchedPollable source) {
    return sources.get(source.pollable()) == source;
  }

  private void requireOpen() throws ClosedLoopException {
    if (closed || !loop.isOpen()) {
      throw loop.closedException();
    }
  }

  /** Lets an {@link IoHandler} listen. */
  private record HandlerCall(IoHandler handler, WatchedPollable source, LoopFaults faults)
      implements ReadinessListener {

    @Override
    public void ready(int ready) {
      try {
        handler.handle();
      } catch (Throwable fault) {
        faults.report("handler of " + source.pollable(), handler, fault);
      }
    }

    @Override
    public String toString() {
      return handler.toString();
    }
  }
}
