package qio.api.aio;

/**
 * A task that runs once when a loop is closed or dies. Made by {@link AioContext#onClose}: this is
 * how somebody who waits for a loop without a pollable learns that it is gone.
 */
public final class CloseHook {

  private final CloseHooks hooks;
  private final Runnable task;

  CloseHook(CloseHooks hooks, Runnable task) {
    this.hooks = hooks;
    this.task = task;
  }

  /**
   * Takes the hook back. May be called from any thread, again too. Does not wait for a hook that
   * runs.
   *
   * @return true if the hook has not run and now never will; false if it has begun or was cancelled
   *     before
   */
  public boolean cancel() {
    return hooks.remove(this);
  }

  void run(LoopFaults faults) {
    try {
      task.run();
    } catch (Throwable fault) {
      faults.report("close hook", task, fault);
    }
  }
}
