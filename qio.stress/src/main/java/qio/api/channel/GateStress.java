package qio.api.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** One passes the gate while another shuts it: exactly one is told that nobody will be inside. */
@JCStressTest
@Outcome(id = "refused, last", expect = ACCEPTABLE, desc = "It was shut before.")
@Outcome(id = "left, last", expect = ACCEPTABLE, desc = "It was shut afterwards.")
@Outcome(id = "last, not", expect = ACCEPTABLE, desc = "It was shut meanwhile.")
@Outcome(expect = FORBIDDEN, desc = "Nobody is told, or both.")
@State
public class GateStress {

  private final Gate gate = new Gate();

  @Actor
  public void passes(LL_Result result) {
    if (!gate.enter()) {
      result.r1 = "refused";
    } else {
      result.r1 = gate.leave() ? "last" : "left";
    }
  }

  @Actor
  public void shuts(LL_Result result) {
    result.r2 = gate.shut() ? "last" : "not";
  }
}
