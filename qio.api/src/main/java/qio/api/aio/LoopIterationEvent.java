package qio.api.aio;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** A turn of a loop, the wait at its beginning left aside, told to Flight Recorder. */
@Name("qio.LoopIteration")
@Label("Loop Iteration")
@Category("QIO")
@Description(
    "What one turn of an event loop took after its wait; nothing else was served meanwhile")
@Threshold("10 ms")
@StackTrace(false)
final class LoopIterationEvent extends Event {

  @Label("Loop")
  @Nullable String loop; // confined to the thread that records

  @Label("Handlers")
  @Description("Handlers, bottom halves and timers that ran, those of nested turns included")
  long handlers; // confined to the thread that records
}
