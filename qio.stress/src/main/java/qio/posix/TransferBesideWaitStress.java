package qio.posix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import qio.api.aio.Readiness;

/**
 * A thread is about to wait; two bytes come, their edge is told, and another thread reads one of
 * them: the finding of decision 012, before edges were counted.
 */
@JCStressTest
@Outcome(id = "UNKNOWN", expect = ACCEPTABLE, desc = "The thread that waits polls.")
@Outcome(
    id = "DRAINED",
    expect = FORBIDDEN,
    desc = "A byte is there, and the thread parks: the finding of decision 012.")
@Outcome(expect = FORBIDDEN, desc = "Cannot be.")
@State
public class TransferBesideWaitStress {

  private final WaitPlace place = new WaitPlace(Readiness.READ);
  private volatile int bytes;

  @Actor
  public void waits() {
    int seen = place.edges();
    if (bytes == 0) {
      place.drained(seen);
    }
  }

  @Actor
  public void arrivalAndTransfer() {
    bytes = 2;
    place.edge(Readiness.READ);
    place.forget();
    bytes = 1;
  }

  @Arbiter
  public void end(L_Result result) {
    result.r1 = place.knowledge();
  }
}
