package qio.api.aio;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * A system call that wakes a sleeping loop, told to Flight Recorder by the thread that makes it.
 */
@Name("qio.LoopWakeup")
@Label("Loop Wakeup")
@Category("QIO")
@Description("A thread woke a sleeping event loop")
@Enabled(false)
@StackTrace(false)
final class LoopWakeupEvent extends Event {

  @Label("Loop")
  @Nullable String loop; // confined to the thread that records
}
