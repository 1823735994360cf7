package qio.posix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import qio.api.aio.Readiness;

/** A transfer that finds nothing, and the edge of the bytes that come meanwhile. */
@JCStressTest
@Outcome(id = "something, UNKNOWN", expect = ACCEPTABLE, desc = "The transfer came after both.")
@Outcome(id = "something, READY", expect = ACCEPTABLE, desc = "The edge came after the transfer.")
@Outcome(id = "nothing, READY", expect = ACCEPTABLE, desc = "The edge ends the wait.")
@Outcome(expect = FORBIDDEN, desc = "Bytes are there, and a thread would park.")
@State
public class ReadinessStress {

  private final WaitPlace place = new WaitPlace(Readiness.READ);
  private volatile boolean bytes;

  @Actor
  public void transfer(LL_Result result) {
    int seen = place.forget();
    if (bytes) {
      result.r1 = "something";
    } else {
      place.drained(seen);
      result.r1 = "nothing";
    }
  }

  @Actor
  public void arrival() {
    bytes = true;
    place.edge(Readiness.READ);
  }

  @Arbiter
  public void end(LL_Result result) {
    result.r2 = place.knowledge();
  }
}
