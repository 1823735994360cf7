package qio.tests.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.aio.AioContext;
import qio.api.aio.AioGroup;
import qio.api.aio.ClosedLoopException;
import qio.api.channel.ClientHandler;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.QioServer;
import qio.api.channel.ResourceShortageException;
import qio.tck.Leaks;
import qio.tck.Patience;
import qio.tck.Rule;

/** One address, served by all loops of a group. */
@Rule("AIO-14")
class GroupServerTest {

  private static final int LOOPS = 3;
  private static final String TCP = "tcp://127.0.0.1:0";

  private record Served(QioChannel client, AioContext loop) {}

  private final ConcurrentLinkedQueue<Served> served = new ConcurrentLinkedQueue<>();
  private final List<QioChannel> clients = new ArrayList<>();
  private AioGroup group;

  @BeforeEach
  void open() throws IOException {
    group = AioGroup.open("served", LOOPS);
  }

  @AfterEach
  void close() throws IOException {
    group.close();
    for (QioChannel each : clients) {
      each.close();
    }
    for (Served each : served) {
      each.client.close();
    }
    Patience.await(() -> "a loop's thread is left", () -> !isAlive("qio-aio-served-"));
  }

  private static boolean isAlive(String threads) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith(threads));
  }

  private void note(QioChannel client, AioContext loop) {
    assertTrue(loop.inLoop());
    served.add(new Served(client, loop));
  }

  private QioServer serve(String address) throws IOException {
    return serve(address, this::note);
  }

  private QioServer serve(String address, ClientHandler handler) throws IOException {
    return Qio.serve(group, address, QioOptions.none(), handler);
  }

  private void connect(QioServer server, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      clients.add(Qio.connect(server.localAddress()));
    }
  }

  private void awaitServed(int count) {
    Patience.await(() -> served.size() + " served, not " + count, () -> served.size() == count);
  }

  private Map<AioContext, Long> perLoop() {
    return served.stream().collect(Collectors.groupingBy(Served::loop, Collectors.counting()));
  }

  // ---- who accepts and who serves ----

  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void onTcpEveryLoopAcceptsAtTheOnePort(String engine) throws Exception {
    try (QioServer server = serve(TCP + "?engine=" + engine)) {
      assertEquals(LOOPS, server.listeners());
      assertEquals(1, server.localAddresses().size());
      assertNotEquals(TCP, server.localAddress());
      connect(server, 60);
      awaitServed(60);
      assertEquals(Set.copyOf(group.contexts()), perLoop().keySet());
    }
  }

  @Test
  void everyAddressOfAHostIsSharedAtOnePort() throws Exception {
    try (QioServer server = serve("tcp://localhost:0")) {
      assertEquals(LOOPS, server.listeners());
      for (String address : server.localAddresses()) {
        clients.add(Qio.connect(address));
      }
      awaitServed(server.localAddresses().size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix", "mem"})
  void whereOneListenerAcceptsTheLoopsGetItsClientsInTurns(String scheme) throws Exception {
    String address =
        switch (scheme) {
          case "tcp" -> TCP + "?reuse-port=off";
          case "unix" -> Fresh.path();
          default -> Fresh.memory();
        };
    try (QioServer server = serve(address)) {
      assertEquals(1, server.listeners());
      connect(server, 4 * LOOPS);
      awaitServed(4 * LOOPS);
      assertEquals(LOOPS, perLoop().size());
      assertEquals(Set.of(4L), Set.copyOf(perLoop().values()));
      if (scheme.equals("tcp")) {
        assertThrows(
            BindException.class, () -> Qio.listen(server.localAddress() + "?reuse-port=on"));
      }
    }
  }

  @Test
  void aClientIsServedOnItsLoop() throws Exception {
    ClientHandler echo =
        (client, loop) -> {
          note(client, loop);
          client.setBlocking(false);
          ByteBuffer buffer = ByteBuffer.allocate(8);
          client.setAioFdHandler(
              loop,
              () -> {
                if (client.read(buffer.clear()) > 0) {
                  client.write(buffer.flip());
                }
              },
              null);
        };
    try (QioServer server = serve(TCP, echo)) {
      connect(server, 2 * LOOPS);
      for (QioChannel each : clients) {
        each.writeAll(ByteBuffer.wrap(new byte[] {42}));
        ByteBuffer answer = ByteBuffer.allocate(1);
        each.readAll(answer);
        assertEquals(42, answer.get(0));
      }
      group.close();
    }
  }

  @Test
  void aClientThatTheHandlerDoesNotTakeIsClosedAndTheNextOneServed() throws Exception {
    AtomicInteger refused = new AtomicInteger();
    ClientHandler choosy =
        (client, loop) -> {
          if (refused.incrementAndGet() <= 2 * LOOPS) {
            throw new IOException("on purpose by a test");
          }
          note(client, loop);
        };
    for (String address : List.of(TCP, Fresh.memory())) {
      refused.set(0);
      try (QioServer server = serve(address, choosy)) {
        for (int i = 0; i < 2 * LOOPS; i++) {
          try (QioChannel client = Qio.connect(server.localAddress())) {
            assertFalse(client.readAllEof(ByteBuffer.allocate(1)));
          }
        }
        int before = served.size();
        connect(server, 1);
        awaitServed(before + 1);
      }
    }
  }

  // ---- limits and shortage ----

  @Rule("LSN-13")
  @ParameterizedTest
  @ValueSource(strings = {TCP, "mem"})
  void theLimitToClientsIsThatOfTheWholeServer(String where) throws Exception {
    String address = where.equals("mem") ? Fresh.memory() : where;
    try (QioServer server = serve(address + "?max-connections=2")) {
      connect(server, 6);
      awaitServed(2);
      for (AioContext loop : group.contexts()) {
        Patience.turns(loop);
      }
      assertEquals(2, served.size());
      for (int closed = 1; closed <= 4; closed++) {
        served.stream().toList().get(closed - 1).client.close();
        awaitServed(2 + closed);
      }
    }
  }

  /** A listener that meets a shortage as often as it is told. */
  private static final class Starving extends QioListener {

    private final QioListener below;
    private final AtomicInteger left;

    Starving(QioListener below, int times) {
      super(below);
      this.below = below;
      this.left = new AtomicInteger(times);
    }

    @Override
    protected Optional<QioChannel> ioAccept() throws IOException {
      if (left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new ResourceShortageException("on purpose", new IOException());
      }
      return below.tryAccept();
    }
  }

  @Rule("LSN-14")
  @Test
  void aShortageIsWaitedOut() throws Exception {
    Starving starving = new Starving(Qio.listen(Fresh.memory()), 3);
    try (QioServer server = QioServer.start(group, List.of(starving), this::note)) {
      long start = System.nanoTime();
      connect(server, LOOPS);
      awaitServed(LOOPS);
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      assertTrue(millis >= 10 + 20 + 40, millis + " ms");
    }
  }

  // ---- loops that go ----

  @ParameterizedTest
  @ValueSource(strings = {TCP, "mem"})
  void theOthersServeTheListenerOfALoopThatIsGone(String where) throws Exception {
    try (QioServer server = serve(where.equals("mem") ? Fresh.memory() : where)) {
      for (int gone = 0; gone < LOOPS - 1; gone++) {
        AioContext loop = group.at(gone);
        loop.close();
        int before = served.size();
        connect(server, 30);
        awaitServed(before + 30);
        assertTrue(server.isOpen());
        assertFalse(served.stream().skip(before).anyMatch(each -> each.loop == loop));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TCP, "mem"})
  void closingTheGroupClosesTheServer(String where) throws Exception {
    try (QioServer server = serve(where.equals("mem") ? Fresh.memory() : where)) {
      String address = server.localAddress();
      group.close();
      assertFalse(server.isOpen());
      assertThrows(IOException.class, () -> Qio.connect(address));
    }
  }

  @Test
  void clientsOnTheWayToALoopThatGoesAreServedByAnother() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch mayGo = new CountDownLatch(1);
    AioContext going = group.at(1);
    try (QioServer server = serve(Fresh.memory())) {
      going.execute(
          () -> {
            busy.countDown();
            awaitQuietly(mayGo);
          });
      Patience.await("the loop is busy", busy);
      connect(server, 3 * LOOPS);
      awaitServed(2 * LOOPS);
      Thread closer = Thread.ofPlatform().daemon().start(going::close);
      Patience.await(() -> "closing", () -> !going.isOpen());
      mayGo.countDown();
      awaitServed(3 * LOOPS);
      assertFalse(perLoop().containsKey(going));
      assertTrue(closer.join(Patience.limit()));
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      Patience.await("the test goes on", latch);
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  // ---- the end ----

  @ParameterizedTest
  @ValueSource(strings = {TCP, "mem"})
  void handlersOfAllLoopsMayCloseTheServerAtOnce(String where) throws Exception {
    AtomicReference<QioServer> running = new AtomicReference<>();
    CountDownLatch started = new CountDownLatch(1);
    AtomicInteger closed = new AtomicInteger();
    ClientHandler closer =
        (client, loop) -> {
          note(client, loop);
          awaitQuietly(started);
          running.get().close();
          closed.incrementAndGet();
        };
    QioServer server = serve(where.equals("mem") ? Fresh.memory() : where, closer);
    running.set(server);
    connect(server, 20);
    started.countDown();
    Patience.await(() -> "a handler that closed has returned", () -> closed.get() > 0);
    Patience.await(() -> "all have returned", () -> closed.get() == served.size());
    assertFalse(server.isOpen());
    for (AioContext loop : group.contexts()) {
      Patience.turns(loop);
    }
  }

  @Test
  void aServerThatCannotBeStartedLeavesNothing() throws Exception {
    try (QioListener alone = Qio.listen(TCP)) {
      String taken = alone.localAddress();
      assertThrows(BindException.class, () -> serve(taken));
    }
    String memory = Fresh.memory();
    group.close();
    assertThrows(ClosedLoopException.class, () -> serve(memory));
    assertThrows(ClosedLoopException.class, () -> serve(TCP));
    Qio.listen(memory).close();
    assertThrows(
        IllegalArgumentException.class, () -> QioServer.start(group, List.of(), this::note));
  }

  @Test
  void nothingIsLeftOpen() throws Exception {
    try (QioServer warm = serve(TCP)) {
      assertTrue(warm.toString().contains("open") && warm.toString().contains("served"));
    }
    comeAndGo(); // what a loop opens once for channels of java.nio stays until it is closed
    Leaks.Count descriptors = Leaks.descriptors();
    comeAndGo();
    descriptors.assertSame();
  }

  private void comeAndGo() throws IOException {
    for (String address : List.of(TCP, Fresh.path(), TCP + "?engine=nio")) {
      try (QioServer server = serve(address, (client, loop) -> client.close())) {
        for (int i = 0; i < 10; i++) {
          Qio.connect(server.localAddress()).close();
        }
      }
    }
  }
}
