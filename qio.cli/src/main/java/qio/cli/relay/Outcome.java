package qio.cli.relay;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import qio.cli.text.FailureText;

/**
 * Why a connection ended, as the two threads of it see it. The first failure is the reason, for
 * those that follow are mostly its consequences; without one it is who ended first. Safe for use by
 * several threads.
 */
final class Outcome {

  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private final AtomicReference<@Nullable Side> firstToEnd = new AtomicReference<>();

  /** A side has ended its stream. */
  void ended(Side side) {
    firstToEnd.compareAndSet(null, side);
  }

  /** A side has failed. */
  void failed(Side side, Throwable reason) {
    failed(side + " failed: " + FailureText.of(reason));
  }

  /** Something else has ended the connection. */
  void failed(String reason) {
    failure.compareAndSet(null, reason);
  }

  boolean isFailure() {
    return failure.get() != null;
  }

  /** The reason, for a log. */
  String text() {
    String reason = failure.get();
    if (reason != null) {
      return reason;
    }
    Side side = firstToEnd.get();
    return side == null ? "not ended" : "closed by " + side;
  }
}
