package qio.api.aio;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A loop was asked for something after it was closed or had died. If it died, the {@linkplain
 * #getCause cause} is what killed it.
 */
public final class ClosedLoopException extends IOException {

  private static final long serialVersionUID = 1L;

  ClosedLoopException(String loop, @Nullable Throwable cause) {
    super(message(loop, cause), cause);
  }

  private ClosedLoopException(String text, ClosedLoopException first) {
    super(text, first.getCause());
  }

  /** No loop of a group is left; told with what became of the first one. */
  static ClosedLoopException ofGroup(String group, ClosedLoopException first) {
    return new ClosedLoopException(
        "no loop of the group \"%s\" is left: %s".formatted(group, first.getMessage()), first);
  }

  static String message(String loop, @Nullable Throwable cause) {
    String text =
        cause == null
            ? "the loop \"%s\" is closed".formatted(loop)
            : "the loop \"%s\" has died of %s".formatted(loop, cause);
    return text + "; open another one with AioContext.open";
  }
}
