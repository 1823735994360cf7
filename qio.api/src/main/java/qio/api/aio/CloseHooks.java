package qio.api.aio;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** The close hooks of one loop, in order. The lock is a leaf: nobody is called while it is held. */
final class CloseHooks {

  private final ReentrantLock lock = new ReentrantLock();
  private final Set<CloseHook> hooks = new LinkedHashSet<>(); // guarded by lock
  private boolean closed; // guarded by lock

  /** Adds a hook; empty if it is too late for that. */
  Optional<CloseHook> add(Runnable task) {
    lock.lock();
    try {
      if (closed) {
        return Optional.empty();
      }
      CloseHook hook = new CloseHook(this, task);
      hooks.add(hook);
      return Optional.of(hook);
    } finally {
      lock.unlock();
    }
  }

  boolean remove(CloseHook hook) {
    lock.lock();
    try {
      return hooks.remove(hook);
    } finally {
      lock.unlock();
    }
  }

  /** Runs every hook that nobody cancels first; after that none can be added. */
  void runAll(LoopFaults faults) {
    for (Optional<CloseHook> next = take(); next.isPresent(); next = take()) {
      next.get().run(faults);
    }
  }

  private Optional<CloseHook> take() {
    lock.lock();
    try {
      closed = true;
      Optional<CloseHook> first = hooks.stream().findFirst();
      first.ifPresent(hooks::remove);
      return first;
    } finally {
      lock.unlock();
    }
  }
}
