package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.posix.Eventually.until;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import qio.api.aio.Readiness;

/** When the poller of the virtual threads runs, and whose carrier it runs on. */
class ReadinessPollerTest {

  private static final Duration AT_ONCE = Duration.ofMillis(5);
  private final VirtualThreadSchedulerMXBean scheduler =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);

  private int carriers;
  private int before;
  private PosixSockets.Pair pair;

  @BeforeEach
  void open() throws IOException {
    carriers = scheduler.getParallelism();
    before = OpenDescriptors.count();
    pair = PosixSockets.pair(SocketType.STREAM);
  }

  @AfterEach
  void close() throws IOException {
    pair.first().close();
    pair.second().close();
    OpenDescriptors.assertNoneLeaked(before);
    assertEquals(carriers, scheduler.getParallelism(), "a carrier was not given back");
  }

  private long register(ReadinessPoller poller) throws IOException {
    return poller.add(pair.first().number(), pair.first().waiter());
  }

  @Test
  void itRunsOnACarrierMoreFromTheFirstRegistrationOn() throws IOException {
    ReadinessPoller poller = new ReadinessPoller(SpareCarrier::take, AT_ONCE);
    assertNull(poller.placement());
    assertEquals(carriers, scheduler.getParallelism(), "not before it is needed");
    long data = register(poller);
    assertEquals(PollerPlacement.CARRIER, poller.placement());
    assertEquals(carriers + 1, scheduler.getParallelism());
    poller.remove(pair.first().number(), data);
    until(() -> poller.placement() == null);
    poller.close();
  }

  @Test
  void itStaysWhileSomethingIsRegistered() throws IOException {
    ReadinessPoller poller = new ReadinessPoller(SpareCarrier::take, AT_ONCE);
    long first = register(poller);
    long second = poller.add(pair.second().number(), pair.second().waiter());
    poller.remove(pair.first().number(), first);
    assertEquals(PollerPlacement.CARRIER, poller.placement());
    assertEquals(carriers + 1, scheduler.getParallelism());
    poller.remove(pair.second().number(), second);
    until(() -> poller.placement() == null);
    poller.close();
  }

  @Test
  void itStartsAgainHoweverOftenItHasRested() throws IOException {
    ReadinessPoller poller = new ReadinessPoller(SpareCarrier::take, AT_ONCE);
    for (int i = 0; i < 5; i++) {
      long data = register(poller);
      assertEquals(carriers + 1, scheduler.getParallelism());
      poller.remove(pair.first().number(), data);
      until(() -> poller.placement() == null);
      assertEquals(carriers, scheduler.getParallelism());
    }
    poller.close();
  }

  /** Whoever registers while the poller is about to rest finds it running. */
  @Test
  void noRegistrationIsForgotten() throws IOException {
    ReadinessPoller poller = new ReadinessPoller(SpareCarrier::take, Duration.ofNanos(1));
    for (int i = 0; i < 20; i++) {
      long data = register(poller);
      WaitPlace place = pair.first().waiter().place(Readiness.READ);
      assertTrue(place.take());
      pair.second().waiter();
      SocketTransfer out = new SocketTransfer(pair.second());
      out.send(java.nio.ByteBuffer.wrap(new byte[] {1}));
      until(() -> place.knowledge() == WaitPlace.Knowledge.READY);
      place.takeEdge();
      place.leave();
      new SocketTransfer(pair.first()).receive(java.nio.ByteBuffer.allocate(1));
      poller.remove(pair.first().number(), data);
    }
    until(() -> poller.placement() == null);
    poller.close();
  }

  @Test
  void whereNoCarrierCanBeHadItIsAThreadThatStays() throws Exception {
    ReadinessPoller poller = new ReadinessPoller(Optional::empty, AT_ONCE);
    long data = register(poller);
    assertEquals(PollerPlacement.THREAD, poller.placement());
    assertEquals(carriers, scheduler.getParallelism());
    poller.remove(pair.first().number(), data);
    assertEquals(PollerPlacement.THREAD, poller.placement());
    assertTrue(poller.end(Duration.ofSeconds(20)), "it goes on");
  }

  @Test
  void aPlacementIsAskedForByName() {
    assertEquals(PollerPlacement.THREAD, PollerPlacement.wanted("thread"));
    assertEquals(PollerPlacement.CARRIER, PollerPlacement.wanted(" Carrier "));
    assertEquals(PollerPlacement.wanted(""), PollerPlacement.wanted("somewhere else"));
  }

  @Test
  void aSchedulerThatTakesNoneMoreIsLeftAsItIs() {
    assertEquals(Optional.empty(), SpareCarrier.take(new Fixed(scheduler)));
  }

  @Test
  void aCarrierThatOthersHaveTakenAwayMeanwhileIsNotTakenTwice() {
    SpareCarrier carrier = SpareCarrier.take().orElseThrow();
    scheduler.setParallelism(1);
    carrier.giveBack();
    assertEquals(1, scheduler.getParallelism());
    scheduler.setParallelism(carriers);
  }

  /** As many carriers as there may be. */
  private record Fixed(VirtualThreadSchedulerMXBean real) implements VirtualThreadSchedulerMXBean {

    @Override
    public int getParallelism() {
      return real.getParallelism();
    }

    @Override
    public void setParallelism(int size) {
      throw new IllegalArgumentException("more than maxPoolSize");
    }

    @Override
    public int getPoolSize() {
      return real.getPoolSize();
    }

    @Override
    public int getMountedVirtualThreadCount() {
      return real.getMountedVirtualThreadCount();
    }

    @Override
    public long getQueuedVirtualThreadCount() {
      return real.getQueuedVirtualThreadCount();
    }

    @Override
    public javax.management.ObjectName getObjectName() {
      return real.getObjectName();
    }
  }
}
