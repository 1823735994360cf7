package qio.api.aio;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Tells Flight Recorder what a loop does, and nothing, at the price of a look, if nobody records.
 *
 * <p>Every kind of event has one that is never committed: it is asked whether that kind is
 * recorded. So what is not recorded is not made, and the clock is not read for it.
 *
 * <p>To load a class of events makes the JVM load the whole of Flight Recorder, some hundred
 * milliseconds of work; so none is loaded before somebody has made a recording.
 *
 * <p>Used by the thread that runs the loop, except for wake-ups.
 */
final class LoopRecorder {

  /** The events that are asked; loaded when the first of them is. */
  private static final class Asked {
    static final LoopIterationEvent ITERATIONS = new LoopIterationEvent();
    static final LoopHandlerEvent HANDLERS = new LoopHandlerEvent();
    static final LoopWaitEvent WAITS = new LoopWaitEvent();
    static final LoopWakeupEvent WAKEUPS = new LoopWakeupEvent();

    private Asked() {}
  }

  private final String loop;
  private long calls; // confined to the thread that runs the loop

  LoopRecorder(String loop) {
    this.loop = loop;
  }

  // ---- turns ----

  /** A turn has waited and begins to work. Answers null if turns are not recorded. */
  @Nullable LoopIterationEvent beginIteration() {
    if (!FlightRecorder.isInitialized() || !Asked.ITERATIONS.isEnabled()) {
      return null;
    }
    LoopIterationEvent event = new LoopIterationEvent();
    event.handlers = calls;
    event.begin();
    return event;
  }

  void end(@Nullable LoopIterationEvent event) {
    if (event == null) {
      return;
    }
    event.end();
    if (event.shouldCommit()) {
      event.loop = loop;
      event.handlers = calls - event.handlers;
      event.commit();
    }
  }

  // ---- handlers ----

  /** Something is about to be called. Answers null if calls are not recorded. */
  @Nullable LoopHandlerEvent beginHandler() {
    calls++;
    if (!FlightRecorder.isInitialized() || !Asked.HANDLERS.isEnabled()) {
      return null;
    }
    LoopHandlerEvent event = new LoopHandlerEvent();
    event.begin();
    return event;
  }

  void end(@Nullable LoopHandlerEvent event, String kind, Object called) {
    if (event == null) {
      return;
    }
    event.end();
    if (event.shouldCommit()) {
      event.loop = loop;
      event.kind = kind;
      event.handler = describe(called);
      event.commit();
    }
  }

  /** Foreign code says what it is called, which must not end the loop. */
  private static String describe(Object called) {
    try {
      return String.valueOf(called);
    } catch (Throwable unspeakable) {
      return called.getClass().getName(); // its toString failed, whatever with
    }
  }

  // ---- waits ----

  /** A turn begins to wait. Answers null if waits are not recorded. */
  @Nullable LoopWaitEvent beginWait(PollWindow window) {
    if (!FlightRecorder.isInitialized() || !Asked.WAITS.isEnabled()) {
      return null;
    }
    LoopWaitEvent event = new LoopWaitEvent();
    event.window = window.length();
    event.begin();
    return event;
  }

  void end(@Nullable LoopWaitEvent event) {
    if (event != null) {
      event.loop = loop;
      event.commit();
    }
  }

  // ---- wake-ups: any thread ----

  /** The calling thread is about to wake the loop. Answers null if that is not recorded. */
  static @Nullable LoopWakeupEvent beginWakeup() {
    if (!FlightRecorder.isInitialized() || !Asked.WAKEUPS.isEnabled()) {
      return null;
    }
    LoopWakeupEvent event = new LoopWakeupEvent();
    event.begin();
    return event;
  }

  void end(@Nullable LoopWakeupEvent event) {
    if (event != null) {
      event.loop = loop;
      event.commit();
    }
  }
}
