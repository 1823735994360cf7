package qio.spi.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.channel.QioListener;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.posix.PosixDescriptor;
import qio.posix.PosixSockets;
import qio.posix.SocketDomain;
import qio.posix.SocketName;
import qio.posix.SocketType;
import qio.tck.Rule;

/**
 * Those who start on one UNIX path at the same moment. They share nothing but the file system, so
 * threads do for processes.
 */
@Rule("SOCK-34")
class PathRaceTest {

  private static final int ROUNDS = 60;
  private static final int STARTERS = 2;

  @TempDir Path dir;

  private final SocketProvider provider = new SocketProvider();

  /** What a listener leaves that was killed: a bound file, and nobody behind it. */
  private void leaveStale(Path path) throws IOException {
    try (PosixDescriptor gone = PosixSockets.open(SocketDomain.UNIX, SocketType.STREAM)) {
      PosixSockets.bind(gone, SocketName.UnixPath.of(path.toString()));
    }
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(60)));
  }

  private static OptionValues engine(EngineKind kind) {
    return OptionValues.of(Map.of(SocketOptions.ENGINE, kind));
  }

  private Callable<Object> start(CyclicBarrier together, EngineKind kind, Path path) {
    return () -> {
      together.await(20, TimeUnit.SECONDS);
      try {
        return provider.listen(new Endpoint("unix", path.toString()), engine(kind));
      } catch (IOException e) {
        return e;
      }
    };
  }

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void exactlyOneGetsAPathOnWhichNobodyListens(EngineKind kind) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Path path = dir.resolve("s" + round);
      if (round % 4 != 0) {
        leaveStale(path);
      }
      CyclicBarrier together = new CyclicBarrier(STARTERS);
      List<FutureTask<Object>> starters = new ArrayList<>();
      for (int i = 0; i < STARTERS; i++) {
        FutureTask<Object> starter = new FutureTask<>(start(together, kind, path));
        starters.add(starter);
        Thread.ofPlatform().daemon().start(starter);
      }
      assertOneWon(kind, path, starters);
    }
    try (Stream<Path> left = Files.list(dir)) {
      assertEquals(List.of(), left.toList(), "nothing is left aside");
    }
  }

  private void assertOneWon(EngineKind kind, Path path, List<FutureTask<Object>> starters)
      throws Exception {
    List<QioListener> winners = new ArrayList<>();
    for (FutureTask<Object> starter : starters) {
      Object outcome = starter.get(20, TimeUnit.SECONDS);
      if (outcome instanceof QioListener winner) {
        winners.add(winner);
      } else {
        assertInstanceOf(BindException.class, outcome);
      }
    }
    assertEquals(1, winners.size());
    try (QioListener winner = winners.getFirst()) {
      provider.connect(new Endpoint("unix", path.toString()), engine(kind)).close();
      winner.accept().close();
    }
  }

  @Test
  void aSocketThatIsAboutToListenIsNoLeftover() throws Exception {
    Path path = dir.resolve("slow");
    try (PosixDescriptor slow = PosixSockets.open(SocketDomain.UNIX, SocketType.STREAM)) {
      PosixSockets.bind(slow, SocketName.UnixPath.of(path.toString()));
      CyclicBarrier together = new CyclicBarrier(1);
      FutureTask<Object> other = new FutureTask<>(start(together, EngineKind.NATIVE, path));
      Thread thread = Thread.ofPlatform().daemon().start(other);
      while (!isKnocking(thread) && !other.isDone()) {
        Thread.onSpinWait();
      }
      PosixSockets.listen(slow, 8);
      assertInstanceOf(BindException.class, other.get(20, TimeUnit.SECONDS));
      assertTrue(Files.exists(path));
    }
  }

  private static boolean isKnocking(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getMethodName().equals("isAlive")) {
        return true;
      }
    }
    return false;
  }

  @Test
  void whatIsNotTheLeftoverIsPutBack() throws Exception {
    Path path = dir.resolve("p");
    leaveStale(path);
    SocketFile seen = SocketFile.at(path);
    Files.delete(path);
    try (QioListener newer =
        provider.listen(new Endpoint("unix", path.toString()), OptionValues.none())) {
      seen.takeAway();
      provider.connect(new Endpoint("unix", path.toString()), OptionValues.none()).close();
      newer.accept().close();
    }
    assertTrue(Files.notExists(path), "and its owner still removes it");
  }
}
