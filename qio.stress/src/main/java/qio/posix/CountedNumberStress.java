package qio.posix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;

/** A call in a descriptor, and its closing: the number is released once, and never under a call. */
@JCStressTest
@Outcome(id = "held, 1", expect = ACCEPTABLE, desc = "The call held the number.")
@Outcome(id = "refused, 1", expect = ACCEPTABLE, desc = "It was closed before.")
@Outcome(expect = FORBIDDEN, desc = "Released under a call, twice, or never.")
@State
public class CountedNumberStress {

  /** Keeps quiet about the number that is none, so that nothing real is closed. */
  private static final Logger QUIET = Logger.getLogger("qio.posix");

  static {
    QUIET.setLevel(Level.OFF);
  }

  private final AtomicInteger releases = new AtomicInteger();
  private final CountedNumber counted = new CountedNumber(-1, BlockingFlag.foreign(-1));

  public CountedNumberStress() {
    counted.beforeRelease(releases::incrementAndGet);
  }

  @Actor
  public void call(LI_Result result) {
    try {
      counted.use();
    } catch (ClosedChannelException e) {
      result.r1 = "refused";
      return;
    }
    result.r1 = releases.get() == 0 ? "held" : "released";
    if (releases.get() != 0) {
      result.r1 = "released";
    }
    counted.done();
  }

  @Actor
  public void close() {
    try {
      counted.close();
    } catch (IOException e) {
      // EBADF, since there is no such number.
    }
  }

  @Arbiter
  public void end(LI_Result result) {
    result.r2 = releases.get();
  }
}
