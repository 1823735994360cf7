package qio.api.aio;

/** Where a {@link BottomHalf} stands; its class doc draws the ways between the states. */
enum BottomHalfState {
  /** In no queue. */
  RESTING,
  /** In the queue; the loop runs it as soon as it can. */
  SCHEDULED,
  /** In the queue; the loop runs it soon, but does not hurry for it. */
  SCHEDULED_IDLE,
  /** In the queue; the loop takes it out without running it. */
  CANCELLED
}
