package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchCallback;

/** A callback that writes down what it was told and answers that it wants more. */
final class Calls implements WatchCallback {

  private final List<Set<IoCondition>> told = new CopyOnWriteArrayList<>();
  private final AtomicReference<AioContext> loop = new AtomicReference<>();
  private final int wanted;

  private Calls(int wanted) {
    this.wanted = wanted;
  }

  /** Stays for ever. */
  static Calls endless() {
    return new Calls(Integer.MAX_VALUE);
  }

  /** Has itself removed by its n-th call. */
  static Calls upTo(int n) {
    return new Calls(n);
  }

  @Override
  public boolean ready(QioChannel channel, Set<IoCondition> ready) {
    AioContext.current().ifPresent(loop::set);
    told.add(ready);
    return told.size() < wanted;
  }

  int count() {
    return told.size();
  }

  /** Waits until it was called so often. */
  void await(int n) {
    Patience.await(() -> "called " + count() + " times, not " + n, () -> count() >= n);
  }

  /** Waits until it was told just this. */
  void awaitTold(IoCondition... conditions) {
    Set<IoCondition> wanted = IoCondition.of(conditions);
    Patience.await(() -> "was told " + told + ", never " + wanted, () -> told.contains(wanted));
  }

  /** Every call was told just this. */
  void assertAlwaysTold(IoCondition... conditions) {
    for (Set<IoCondition> each : told) {
      assertEquals(IoCondition.of(conditions), each);
    }
  }

  List<Set<IoCondition>> told() {
    return told;
  }

  /** The loop on which it was called last. */
  AioContext loop() {
    return loop.get();
  }
}
