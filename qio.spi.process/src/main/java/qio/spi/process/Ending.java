package qio.spi.process;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a channel knows of its child, and how it parts from it. */
interface Ending {

  /** Parts from it, within a time limit. Both pipes are closed already. */
  void end() throws IOException;

  /** The child; null if there is none. */
  @Nullable ChildProcess child();

  /** How it has ended, if it has. */
  default Optional<ChildExit> exit() {
    ChildProcess child = child();
    return child == null || !child.exit().isDone() || child.exit().isCompletedExceptionally()
        ? Optional.empty()
        : Optional.of(child.exit().join());
  }
}
