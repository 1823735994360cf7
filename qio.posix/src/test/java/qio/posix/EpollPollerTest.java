package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.aio.PollKey;
import qio.api.aio.Pollable;
import qio.api.aio.PollerProvider;
import qio.api.aio.Readiness;

/** What epoll alone does; what every poller does is in the contract tests of qio.tests. */
class EpollPollerTest {

  private static final long LIMIT = 10_000_000_000L;

  private int before;
  private EpollPoller poller;
  private PosixSockets.Pair pair;
  private SocketTransfer peer;
  private final List<Integer> told = new ArrayList<>();

  /** The first pipe of a process makes a descriptor that the JDK keeps. */
  @BeforeAll
  static void warmUp() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.source().close();
    pipe.sink().close();
  }

  @BeforeEach
  void open() throws IOException {
    before = OpenDescriptors.count();
    poller = new EpollPoller();
    pair = PosixSockets.pair(SocketType.STREAM);
    peer = new SocketTransfer(pair.second());
  }

  @AfterEach
  void close() throws IOException {
    poller.close();
    poller.close();
    pair.first().close();
    pair.second().close();
    OpenDescriptors.assertNoneLeaked(before);
  }

  private Pollable end() {
    return Pollable.ofDescriptor(pair.first().number());
  }

  private void send() throws IOException {
    assertEquals(1, peer.send(ByteBuffer.wrap(new byte[] {1})));
  }

  private void fill(PosixDescriptor socket) throws IOException {
    ByteBuffer filler = ByteBuffer.allocateDirect(1 << 16);
    SocketTransfer out = new SocketTransfer(socket);
    while (out.send(filler.clear()) >= 0) {
      assertTrue(filler.position() > 0);
    }
  }

  @Test
  void theProviderIsDeclaredAndAvailableHere() {
    List<String> declared =
        EpollPoller.class.getModule().getDescriptor().provides().stream()
            .filter(provides -> provides.service().equals(PollerProvider.class.getName()))
            .flatMap(provides -> provides.providers().stream())
            .toList();
    assertEquals(List.of(EpollPollerProvider.class.getName()), declared);
    PollerProvider found = new EpollPollerProvider();
    assertEquals("epoll", found.name());
    assertEquals(100, found.priority());
    assertTrue(found.unavailableBecause().isEmpty());
  }

  @Test
  void channelsOfNioAreNotAccepted() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    Pollable channel = Pollable.ofChannel(pipe.source());
    assertFalse(poller.accepts(channel));
    assertThrows(IllegalArgumentException.class, () -> poller.register(channel, 1, told::add));
    pipe.source().close();
    pipe.sink().close();
  }

  @Test
  void aRegularFileIsRefusedWithTheReason() throws IOException {
    try (PosixDescriptor file = PosixFiles.memoryFile("regular")) {
      Pollable pollable = Pollable.ofDescriptor(file.number());
      IOException failure =
          assertThrows(
              IOException.class, () -> poller.register(pollable, Readiness.READ, told::add));
      assertTrue(failure.getMessage().contains("always ready"), failure::getMessage);
      assertEquals(Errno.EPERM, PosixException.in(failure).orElseThrow().errno().orElseThrow());
      assertThrows(
          IOException.class,
          () -> poller.register(pollable, Readiness.READ, told::add),
          "and it is not taken for registered");
    }
  }

  @Test
  void aDescriptorThatIsNotOpenIsRefused() {
    Pollable nothing = Pollable.ofDescriptor(1_000_000);
    PosixException failure =
        assertThrows(
            PosixException.class, () -> poller.register(nothing, Readiness.NONE, told::add));
    assertEquals(Errno.EBADF, failure.errno().orElseThrow());
  }

  @Test
  void bothDirectionsAreToldApart() throws IOException {
    PollKey key = poller.register(end(), Readiness.READ | Readiness.WRITE, told::add);
    assertEquals(1, poller.poll(LIMIT));
    fill(pair.first());
    send();
    assertEquals(1, poller.poll(LIMIT));
    new SocketTransfer(pair.first()).receive(ByteBuffer.allocate(10));
    new SocketTransfer(pair.second()).receive(ByteBuffer.allocateDirect(1 << 20));
    send();
    key.interest(Readiness.READ);
    assertEquals(1, poller.poll(LIMIT));
    assertEquals(List.of(Readiness.WRITE, Readiness.READ, Readiness.READ), told);
  }

  @Test
  void aHangUpIsToldWithWhateverWasAskedButDoesNotTroubleASilentKey() throws IOException {
    PollKey key = poller.register(end(), Readiness.PRIORITY, told::add);
    pair.second().close();
    assertEquals(1, poller.poll(LIMIT));
    assertEquals(1, poller.poll(LIMIT));
    assertEquals(List.of(Readiness.HANG_UP, Readiness.HANG_UP), told);
    key.interest(Readiness.NONE);
    assertEquals(0, poller.poll(0));
    long start = System.nanoTime();
    assertEquals(0, poller.poll(20_000_000));
    assertTrue(System.nanoTime() - start >= 20_000_000, "the silent key does not end a poll");
    assertEquals(2, told.size());
    key.interest(Readiness.HANG_UP);
    assertEquals(1, poller.poll(LIMIT));
  }

  @Test
  void anEventOfAClosedFileNeverReachesTheKeyOfTheNumbersNextFile() throws IOException {
    try (PosixDescriptor copy = pair.first().dup()) {
      poller.register(end(), Readiness.READ, told::add);
      int number = pair.first().number();
      pair.first().close(); // the duplicate keeps file and registration alive
      PosixSockets.Pair next = PosixSockets.pair(SocketType.STREAM);
      assertEquals(number, next.first().number());
      List<Integer> toldNext = new ArrayList<>();
      poller.register(Pollable.ofDescriptor(next.first().number()), Readiness.READ, toldNext::add);
      send();
      poller.poll(0);
      assertEquals(List.of(), toldNext, "the bytes are those of the old file");
      assertEquals(List.of(), told, "and its key is given up");
      new SocketTransfer(next.second()).send(ByteBuffer.wrap(new byte[] {1}));
      poller.poll(LIMIT);
      assertEquals(List.of(Readiness.READ), toldNext);
      next.first().close();
      next.second().close();
      assertEquals(DescriptorKind.SOCKET, copy.kind());
    }
  }

  @Test
  void aStaleKeyNeitherChangesNorCancelsItsSuccessor() throws IOException {
    PollKey stale = poller.register(end(), Readiness.READ, told::add);
    pair.first().close();
    pair.second().close();
    pair = PosixSockets.pair(SocketType.STREAM);
    peer = new SocketTransfer(pair.second());
    List<Integer> toldNext = new ArrayList<>();
    poller.register(end(), Readiness.READ, toldNext::add);
    assertThrows(IOException.class, () -> stale.interest(Readiness.NONE));
    stale.cancel();
    send();
    assertEquals(1, poller.poll(LIMIT));
    assertEquals(List.of(Readiness.READ), toldNext);
    assertEquals(List.of(), told);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void timeLimitsAreKeptWithAndWithoutNanoseconds(boolean nanos) throws IOException {
    if (!nanos) {
      poller.withoutNanos();
    }
    for (long limit : new long[] {1, 300_000, 1_000_001, 5_000_000}) {
      long start = System.nanoTime();
      assertEquals(0, poller.poll(limit));
      long took = System.nanoTime() - start;
      assertTrue(took >= limit, () -> limit + " ns were over after " + took);
    }
    assertEquals(0, poller.poll(0));
    poller.wakeup();
    assertEquals(0, poller.poll(Long.MAX_VALUE), "the longest limit does not overflow");
    long start = System.nanoTime();
    assertEquals(0, poller.poll(2_000_000));
    assertTrue(System.nanoTime() - start >= 2_000_000, "a wakeup ends one poll only");
  }

  @Test
  void aListenerThatFailsKeepsNobodyFromBeingTold() throws IOException {
    PosixSockets.Pair other = PosixSockets.pair(SocketType.STREAM);
    poller.register(
        end(),
        Readiness.WRITE,
        ready -> {
          throw new IllegalStateException("a listener's mistake, logged by this test on purpose");
        });
    poller.register(Pollable.ofDescriptor(other.first().number()), Readiness.WRITE, told::add);
    assertEquals(2, poller.poll(LIMIT));
    assertEquals(List.of(Readiness.WRITE), told);
    other.first().close();
    other.second().close();
  }

  @Test
  void aKeyCancelledByAnEarlierListenerOfTheSamePollIsNotTold() throws IOException {
    PosixSockets.Pair other = PosixSockets.pair(SocketType.STREAM);
    PollKey[] keys = new PollKey[2];
    keys[0] =
        poller.register(
            end(),
            Readiness.WRITE,
            ready -> {
              told.add(0);
              keys[1].cancel();
            });
    keys[1] =
        poller.register(
            Pollable.ofDescriptor(other.first().number()),
            Readiness.WRITE,
            ready -> {
              told.add(1);
              keys[0].cancel();
            });
    assertEquals(1, poller.poll(LIMIT));
    assertEquals(1, told.size());
    other.first().close();
    other.second().close();
  }

  @Test
  void moreDescriptorsThanABatchAreAllToldInTurn() throws IOException {
    List<PosixDescriptor> counters = new ArrayList<>();
    boolean[] seen = new boolean[600];
    for (int i = 0; i < seen.length; i++) {
      PosixDescriptor counter = PosixFiles.eventCounter();
      counters.add(counter);
      int index = i;
      poller.register(
          Pollable.ofDescriptor(counter.number()), Readiness.WRITE, ready -> seen[index] = true);
    }
    for (int i = 0; i < 10; i++) {
      assertTrue(poller.poll(LIMIT) > 0);
    }
    for (boolean one : seen) {
      assertTrue(one, "starved");
    }
    for (PosixDescriptor counter : counters) {
      counter.close();
    }
  }

  @Test
  void aClosedPollerSaysSo() throws IOException {
    poller.close();
    assertThrows(ClosedChannelException.class, () -> poller.poll(0));
    assertThrows(
        ClosedChannelException.class, () -> poller.register(end(), Readiness.READ, told::add));
    poller.wakeup();
  }
}
