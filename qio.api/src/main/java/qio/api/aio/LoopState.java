package qio.api.aio;

/** How far the life of an {@link AioContext} has come; its class doc draws the ways. */
enum LoopState {
  /** Takes work and can be run. */
  OPEN,
  /**
   * Takes no more work; whoever runs the loop, or the closer if nobody does, is about to take it
   * down.
   */
  CLOSING,
  /** Everyone who waited was told and the poller is closed. */
  CLOSED
}
