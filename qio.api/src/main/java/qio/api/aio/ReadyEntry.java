package qio.api.aio;

import org.jspecify.annotations.Nullable;

/** What a turn calls among its handlers, at the place of its priority; its own link in the list. */
abstract sealed class ReadyEntry permits AioWatch, BottomHalf {

  private final int priority;

  /** The next one in the {@link ReadyList}; confined to the thread that runs the loop. */
  @Nullable ReadyEntry nextReady;

  ReadyEntry(int priority) {
    this.priority = priority;
  }

  final int priority() {
    return priority;
  }

  /**
   * Out of the list, calls what is to be called. Answers whether that was progress. Called by the
   * thread that runs the loop.
   */
  abstract boolean dispatch(LoopFaults faults);
}
