package qio.spi.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.ResourceShortageException;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.posix.PosixDescriptor;
import qio.posix.PosixSockets;
import qio.posix.SocketDomain;
import qio.posix.SocketType;
import qio.tck.Rule;

/**
 * A process without a descriptor left is told so, loses no client, and goes on when there is one
 * again.
 */
class StarvedProcessTest {

  private static final long MOST = 100_000;

  private final SocketProvider provider = new SocketProvider();

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void acceptAndConnectFailClearlyAndLaterWork(EngineKind kind) throws Exception {
    Assumptions.assumeTrue(limit() <= MOST, "this process may open too many descriptors");
    OptionValues engine = OptionValues.of(Map.of(SocketOptions.ENGINE, kind));
    try (QioListener listener = provider.listen(new Endpoint("tcp", "//127.0.0.1:0"), engine)) {
      Endpoint there = endpoint(listener);
      warmUp(listener, there, engine);

      QioChannel client = provider.connect(there, engine);
      List<IOException> failures = failuresWithoutDescriptors(listener, there, engine);
      for (IOException failure : failures) {
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.startsWith("tcp://127.0.0.1:"), message);
        assertTrue(message.contains("ulimit -n"), message);
      }
      assertEquals(3, failures.size(), "two accepts and a connect");
      assertInstanceOf(ResourceShortageException.class, failures.getFirst());
      try (client;
          QioChannel server = listener.accept()) {
        assertEquals(client.localAddress(), server.remoteAddress(), "the client has waited");
      }
    }
  }

  /** The kernel cuts off what it cannot install (MSG_CTRUNC). */
  @Rule("SOCK-13")
  @Test
  void descriptorsThatFindNoPlaceFailTheReadAndAreAllClosed() throws Exception {
    Assumptions.assumeTrue(limit() <= MOST, "this process may open too many descriptors");
    PosixSockets.Pair ends = PosixSockets.pair(SocketType.STREAM);
    PosixDescriptor some = PosixSockets.open(SocketDomain.UNIX, SocketType.STREAM);
    List<PosixDescriptor> all = new ArrayList<>(1 << 15);
    try (some;
        QioChannel sender = provider.adopt(ends.first()).orElseThrow();
        QioChannel receiver = provider.adopt(ends.second()).orElseThrow();
        DescriptorList received = new DescriptorList()) {
      send(sender, List.of(some, some, some));
      assertEquals(null, failureOf(() -> receive(receiver, received)), "warms up");
      assertEquals(3, received.size());
      received.close();
      send(sender, List.of(some, some, some));
      takeAll(some, all);
      all.removeLast().close();
      all.removeLast().close();
      IOException failure = failureOf(() -> receive(receiver, received));
      IOException noneLeft = null;
      try {
        // As many places as before are free: nothing of what came has stayed open.
        all.add(some.dup());
        all.add(some.dup());
      } catch (IOException e) {
        noneLeft = e;
      }
      for (PosixDescriptor each : all) {
        each.close();
      }
      assertTrue(failure != null, "the read tells that descriptors were lost");
      assertTrue(String.valueOf(failure.getMessage()).contains("MSG_CTRUNC"));
      assertTrue(received.isEmpty());
      assertEquals(null, noneLeft);
    }
  }

  private static void send(QioChannel channel, List<Descriptor> sent) throws IOException {
    ByteBuffer[] one = {ByteBuffer.allocate(1)};
    channel.writevFull(one, 0, 1, sent, Set.of());
  }

  private static long receive(QioChannel channel, DescriptorList received) throws IOException {
    ByteBuffer[] one = {ByteBuffer.allocate(1)};
    return channel.readvFull(one, 0, 1, received, Set.of());
  }

  private List<IOException> failuresWithoutDescriptors(
      QioListener listener, Endpoint there, OptionValues engine) throws IOException {
    List<IOException> failures = new ArrayList<>();
    List<PosixDescriptor> all = new ArrayList<>(1 << 15);
    PosixDescriptor some = PosixSockets.open(SocketDomain.UNIX, SocketType.STREAM);
    try {
      takeAll(some, all);
      add(failures, failureOf(listener::tryAccept));
      add(failures, failureOf(listener::tryAccept));
      add(failures, failureOf(() -> provider.connect(there, engine)));
    } finally {
      for (PosixDescriptor each : all) {
        each.close();
      }
      some.close();
    }
    return failures;
  }

  private static void add(List<IOException> failures, @Nullable IOException failure) {
    if (failure != null) {
      failures.add(failure);
    }
  }

  private static void takeAll(PosixDescriptor some, List<PosixDescriptor> all) {
    try {
      while (all.size() < MOST) {
        all.add(some.dup());
      }
    } catch (IOException none) {
      // That is what was wanted.
    }
  }

  private interface Attempt {
    Object make() throws IOException;
  }

  private static @Nullable IOException failureOf(Attempt attempt) {
    try {
      attempt.make();
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  /** Does everything once with descriptors, so that no class has to be loaded without any. */
  private void warmUp(QioListener listener, Endpoint there, OptionValues engine)
      throws IOException {
    provider.connect(there, engine).close();
    listener.accept().close();
    assertTrue(listener.tryAccept().isEmpty());
    IOException refused =
        failureOf(() -> provider.connect(new Endpoint("tcp", "//127.0.0.1:1"), engine));
    assertTrue(refused != null);
    IOException told = SocketFailures.accepting("x", new IOException("Too many open files"));
    assertTrue(String.valueOf(told.getMessage()).contains("ulimit"));
  }

  private static Endpoint endpoint(QioListener listener) {
    return new Endpoint("tcp", listener.localAddress().substring("tcp:".length()));
  }

  private static long limit() throws IOException {
    Path limits = Path.of("/proc/self/limits");
    if (!Files.exists(limits)) {
      return Long.MAX_VALUE;
    }
    try (Stream<String> lines = Files.lines(limits)) {
      return lines
          .filter(line -> line.startsWith("Max open files"))
          .map(line -> line.substring("Max open files".length()).trim().split("\\s+")[0])
          .mapToLong(text -> text.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(text))
          .findFirst()
          .orElse(Long.MAX_VALUE);
    }
  }
}
