package qio.posix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import qio.api.aio.Readiness;

/** A thread parks, another wakes it. A wake-up that is lost shows as a test that does not end. */
@JCStressTest
@Outcome(id = "woken", expect = ACCEPTABLE, desc = "It was woken.")
@Outcome(expect = FORBIDDEN, desc = "Cannot be.")
@State
public class WakeStress {

  private final WaitPlace place = new WaitPlace(Readiness.READ);

  @Actor
  public void waits(L_Result result) {
    place.park(Thread.currentThread());
    while (!place.takeWoken()) {
      LockSupport.park();
    }
    place.leave();
    result.r1 = "woken";
  }

  @Actor
  public void wakes() {
    place.wake(Readiness.READ);
  }
}
