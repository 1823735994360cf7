package qio.api.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.CloseHook;

/**
 * Clients on their way from the loop that accepted them to the one that will serve them. What is
 * here when that loop goes is sent on: a loop that is closed drops its tasks, and a channel among
 * them would stay open for ever. The lock is a leaf.
 */
final class ClientQueue {

  private final AioContext loop;
  private final LoopTask delivering;
  private final Consumer<QioChannel> serve;
  private final @Nullable CloseHook hook; // null if the loop is gone already

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<QioChannel> waiting = new ArrayDeque<>(); // guarded by lock
  private boolean ended; // guarded by lock

  /**
   * For one loop.
   *
   * @param loop the loop
   * @param serve called on it for each client
   * @param sendOn called, by whoever takes the loop down, for those that it did not come to
   */
  ClientQueue(AioContext loop, Consumer<QioChannel> serve, Consumer<QioChannel> sendOn) {
    this.loop = loop;
    this.delivering = new LoopTask(loop, this::deliver);
    this.serve = serve;
    this.hook = hook(loop, () -> end().forEach(sendOn));
  }

  private @Nullable CloseHook hook(AioContext loop, Runnable atEnd) {
    try {
      return loop.onClose(atEnd);
    } catch (RejectedExecutionException gone) {
      ended = true; // nobody else has this object yet
      return null;
    }
  }

  /** Takes a client, unless the loop is gone. */
  boolean offer(QioChannel client) {
    lock.lock();
    try {
      if (ended) {
        return false;
      }
      waiting.add(client);
    } finally {
      lock.unlock();
    }
    delivering.schedule(); // of a loop that is closing: nothing, and the hook takes the client
    return true;
  }

  /** Serves those that are here, until one closes the loop. */
  private void deliver() {
    for (Optional<QioChannel> next = take(); next.isPresent(); next = take()) {
      serve.accept(next.get());
    }
  }

  private Optional<QioChannel> take() {
    lock.lock();
    try {
      return loop.isOpen() ? Optional.ofNullable(waiting.poll()) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more. Answers those that were not served, which are the caller's. */
  List<QioChannel> end() {
    if (hook != null) {
      hook.cancel();
    }
    delivering.close();
    lock.lock();
    try {
      ended = true;
      List<QioChannel> all = new ArrayList<>(waiting);
      waiting.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }
}
