package qio.api.aio;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A watch is closed while its loop calls its listener: afterwards the listener is not running. */
@JCStressTest
@Outcome(id = "called, still", expect = ACCEPTABLE, desc = "The call was before or ended.")
@Outcome(id = "spared, still", expect = ACCEPTABLE, desc = "It was removed before.")
@Outcome(expect = FORBIDDEN, desc = "The listener runs after close has returned.")
@State
public class WatchRemovalStress {

  /** Is only asked whether it is open. */
  private static final AioContext LOOP = loop();

  private static final LoopFaults FAULTS =
      new LoopFaults("stressed", System.getLogger("qio.api.aio"));

  private final LoopOwner owner = new LoopOwner();
  private final WatchRegistry registry = new WatchRegistry(LOOP, owner, new SilentPoller(), FAULTS);
  private final AioWatch watch;

  private volatile boolean closed;
  private volatile boolean running;
  private String late = "called";

  public WatchRemovalStress() {
    try {
      watch = registry.add(Pollable.ofDescriptor(0), Readiness.READ, 0, ready -> listen());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AioContext loop() {
    try {
      return AioContext.open("stressed");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen() {
    running = true;
    late = closed ? "called late" : "called";
    running = false;
  }

  @Actor
  public void loop(LL_Result result) {
    watch.found(Readiness.READ);
    result.r1 = registry.dispatch() ? late : "spared";
  }

  @Actor
  public void closes(LL_Result result) {
    watch.close();
    closed = true;
    result.r2 = running ? "running" : "still";
  }
}
