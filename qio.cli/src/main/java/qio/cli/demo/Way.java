package qio.cli.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import qio.api.channel.QioTask;

/** All legs, running at the same time, each on a virtual thread. */
final class Way {

  private final List<QioTask<StepResult>> running = new ArrayList<>();
  private final CompletableFuture<StepResult> firstFailure = new CompletableFuture<>();

  /** Starts a leg. */
  void start(Leg leg) {
    QioTask<StepResult> task = QioTask.runInThread(leg, "demo-" + leg.step(), leg::run);
    running.add(task);
    var _ =
        task.whenComplete(
            (result, failure) -> {
              if (failure != null) {
                firstFailure.completeExceptionally(failure);
              }
            });
  }

  /**
   * Waits for all of them.
   *
   * @return what came out of each
   * @throws IOException the failure of the first one that failed; the others may still be running,
   *     until their channels are closed
   */
  List<StepResult> await() throws IOException {
    var all = CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
    var either = new QioTask<Object>(this);
    var _ = all.thenRun(() -> either.complete(this));
    var _ = firstFailure.whenComplete((result, failure) -> either.completeExceptionally(failure));
    var _ = either.await();
    return running.stream().map(CompletableFuture::join).toList();
  }

  @Override
  public String toString() {
    return "demo";
  }
}
