package qio.api.aio;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** A call of something that a loop serves, told to Flight Recorder. */
@Name("qio.LoopHandler")
@Label("Loop Handler")
@Category("QIO")
@Description("A handler, bottom half or timer that held up its event loop")
@Threshold("1 ms")
@StackTrace(false)
final class LoopHandlerEvent extends Event {

  @Label("Loop")
  @Nullable String loop; // confined to the thread that records

  @Label("Kind")
  @Description("watch, bottom half or timer")
  @Nullable String kind; // confined to the thread that records

  @Label("Handler")
  @Description("What was called, as it calls itself")
  @Nullable String handler; // confined to the thread that records
}
