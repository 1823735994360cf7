package qio.api.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * A thread claims the slot and parks, another signals as soon as it sees it waiting. A signal that
 * is lost shows as a test that does not end.
 */
@JCStressTest
@Outcome(id = "READY, FREE", expect = ACCEPTABLE, desc = "It was signalled, and has left.")
@Outcome(expect = FORBIDDEN, desc = "Cannot be.")
@State
public class WaitSlotStress {

  private final WaitSlot slot = new WaitSlot(null, "reader");

  @Actor
  public void waits(LL_Result result) {
    if (slot.claim()) {
      slot.park(Deadline.NONE);
      result.r1 = slot.state();
      slot.release();
    }
  }

  @Actor
  public void signals() {
    while (slot.state() == WaitSlot.State.FREE) {
      Thread.onSpinWait();
    }
    slot.signal(WaitSlot.State.READY);
  }

  @Arbiter
  public void end(LL_Result result) {
    result.r2 = slot.state();
  }
}
