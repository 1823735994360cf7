package qio.tests.coroutine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.management.VirtualThreadSchedulerMXBean;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/**
 * A process whose virtual threads talk to each other while others never let go of their carriers.
 * Reports on standard output, in lines.
 */
final class CarrierChild {

  private static final int PAIRS = 20;
  private static final int ROUNDS = 200;
  private static final long LIMIT_SECONDS = 40;

  private static volatile boolean hogsMayGo;

  private CarrierChild() {}

  /** Arguments: how many threads never let go of their carriers. */
  public static void main(String[] arguments) throws Exception {
    int hogs = Integer.parseInt(arguments[0]);
    var scheduler = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    report("before", scheduler.getParallelism());
    List<Talk> talks = new ArrayList<>();
    try (QioListener listener = Qio.listen("tcp://127.0.0.1:0")) {
      String address = listener.localAddresses().getFirst();
      for (int i = 0; i < PAIRS; i++) {
        QioChannel client = Qio.connect(address);
        talks.add(new Talk(client, listener.accept()));
      }
    }
    play(talks, 1);
    report("during", scheduler.getParallelism());
    CountDownLatch ended = hog(hogs);
    play(talks, ROUNDS);
    report("hogged", ended.getCount() == hogs);
    hogsMayGo = true;
    report("hogs ended", ended.await(LIMIT_SECONDS, TimeUnit.SECONDS));
    for (Talk talk : talks) {
      talk.client.close();
      talk.server.close();
    }
  }

  private record Talk(QioChannel client, QioChannel server) {}

  /** Each pair makes so many round trips, its ends on two virtual threads. */
  private static void play(List<Talk> talks, int rounds) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(2 * talks.size());
    for (Talk talk : talks) {
      Thread.ofVirtual().start(() -> exchange(talk.server, false, rounds, done));
      Thread.ofVirtual().start(() -> exchange(talk.client, true, rounds, done));
    }
    report("played", done.await(LIMIT_SECONDS, TimeUnit.SECONDS));
  }

  private static void exchange(QioChannel end, boolean begins, int rounds, CountDownLatch done) {
    ByteBuffer message = ByteBuffer.allocateDirect(64);
    try {
      for (int i = 0; i < rounds; i++) {
        if (begins) {
          end.writeAll(message.clear());
        }
        end.readAll(message.clear());
        if (!begins) {
          end.writeAll(message.flip());
        }
      }
      done.countDown();
    } catch (IOException e) {
      report("failed", e);
    }
  }

  /** Starts threads that keep the carriers to themselves, and waits until each has one. */
  private static CountDownLatch hog(int count) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(count);
    AtomicInteger running = new AtomicInteger();
    for (int i = 0; i < count; i++) {
      Thread.ofVirtual()
          .start(
              () -> {
                running.incrementAndGet();
                while (!hogsMayGo) {
                  Thread.onSpinWait();
                }
                ended.countDown();
              });
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (running.get() < count && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    report("hogs", running.get());
    return ended;
  }

  private static void report(String what, Object value) {
    System.out.println(what + "=" + value);
  }
}
