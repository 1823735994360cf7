package qio.api.aio;

/** What an {@link AioWatch} is doing; its class doc draws the ways between the states. */
enum WatchState {
  /** Waits; the loop may call the listener. */
  IDLE,
  /** The listener is being called, on the loop's thread. */
  RUNNING,
  /** Removed while the listener is being called: that call is the last. */
  REMOVING,
  /** Removed; the listener is not called and never will be. */
  REMOVED
}
