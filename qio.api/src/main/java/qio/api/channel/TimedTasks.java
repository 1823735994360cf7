package qio.api.channel;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of a channel that somebody waits for, and that end when the channel's deadline passes,
 * wherever it is by then. What they stand for goes on.
 *
 * <p>Every deadline gets a timer of its own; one that is not the deadline any more when it rings
 * has nothing to do. All methods may be called from any thread.
 */
final class TimedTasks {

  private final ChannelLife channel;
  private @Nullable Set<QioTask<?>> pending; // guarded by this

  TimedTasks(ChannelLife channel) {
    this.channel = channel;
  }

  /** Takes a task into its care until that has ended. */
  void add(QioTask<?> task) {
    if (task.isDone()) {
      return;
    }
    synchronized (this) {
      if (pending == null) {
        pending = HashSet.newHashSet(1);
      }
      pending.add(task);
    }
    var _ = task.whenComplete((result, failure) -> remove(task));
    setTimer(task);
  }

  private synchronized void remove(QioTask<?> task) {
    if (pending != null) {
      pending.remove(task);
    }
  }

  /** Called when there is another deadline. */
  void deadlineMoved() {
    List<QioTask<?>> tasks;
    synchronized (this) {
      tasks = pending == null ? List.of() : List.copyOf(pending);
    }
    tasks.forEach(this::setTimer);
  }

  private void setTimer(QioTask<?> task) {
    JobDeadline now = channel.job();
    if (now == null) {
      return;
    }
    var timer =
        new CompletableFuture<@Nullable Void>()
            .completeOnTimeout(null, Math.max(0, now.left()), TimeUnit.NANOSECONDS);
    var _ = timer.thenRunAsync(() -> endIfTooLate(task));
    var _ = task.whenComplete((result, failure) -> timer.cancel(false));
  }

  private void endIfTooLate(QioTask<?> task) {
    JobDeadline now = channel.job();
    if (now != null && now.left() <= 0) {
      task.completeExceptionally(now.passed(channel.addressText(), IoCondition.IN, 0));
    }
  }
}
