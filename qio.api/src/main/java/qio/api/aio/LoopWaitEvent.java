package qio.api.aio;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** The wait at the beginning of a turn, told to Flight Recorder. */
@Name("qio.LoopWait")
@Label("Loop Wait")
@Category("QIO")
@Description("How long an event loop waited for something to do")
@Enabled(false)
@StackTrace(false)
final class LoopWaitEvent extends Event {

  @Label("Loop")
  @Nullable String loop; // confined to the thread that records

  @Label("Window")
  @Description("For how long the loop would look for work before it slept")
  @Timespan(Timespan.NANOSECONDS)
  long window; // confined to the thread that records
}
