package qio.api.aio;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A loop looks for work and lies down while somebody brings some. */
@JCStressTest
@Outcome(id = "works, .*", expect = ACCEPTABLE, desc = "It sees the work.")
@Outcome(id = "waits, woken", expect = ACCEPTABLE, desc = "It is woken.")
@Outcome(expect = FORBIDDEN, desc = "It waits, work is there, and nobody wakes it.")
@State
public class LoopAlarmStress {

  private static final LoopRecorder RECORDER = new LoopRecorder("stressed");

  private final SilentPoller poller = new SilentPoller();
  private final LoopAlarm alarm = new LoopAlarm(poller, RECORDER);
  private volatile boolean work;

  @Actor
  public void loop(LL_Result result) {
    alarm.lieDown();
    result.r1 = work ? "works" : "waits";
  }

  @Actor
  public void bringsWork() {
    work = true;
    alarm.wakeIfAsleep();
  }

  @Arbiter
  public void end(LL_Result result) {
    result.r2 = poller.wakeups > 0 ? "woken" : "asleep";
  }
}
