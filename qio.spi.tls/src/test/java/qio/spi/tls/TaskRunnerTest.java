package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.ChannelOption;
import qio.api.channel.QioTask;
import qio.api.spi.Layer;
import qio.api.spi.LayerRole;
import qio.tck.Rule;

/** Where and for how many at once handshakes compute. */
@Rule("TLS-52")
class TaskRunnerTest {

  private static final Keyring RING = Keyring.SHARED;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Judges certificates, which is computing, and takes as long as a test likes. */
  private static final class SlowJudge implements X509TrustManager {

    final Semaphore letGo = new Semaphore(0);
    final AtomicInteger inside = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final List<Thread> threads = new CopyOnWriteArrayList<>();

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      threads.add(Thread.currentThread());
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      try {
        letGo.acquire();
      } catch (InterruptedException e) {
        throw new CertificateException(e);
      } finally {
        inside.decrementAndGet();
      }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private final SlowJudge judge = new SlowJudge();

  private Layer client(Object... more) throws IOException {
    var options =
        Keyring.options(TlsOptions.TRUST_MANAGER, judge, TlsOptions.SERVER_NAME, "localhost");
    options.putAll(Keyring.options(more));
    return Keyring.prepare(LayerRole.CLIENT, options);
  }

  private static TlsPair open(Layer client, Layer server) throws IOException {
    return TlsPair.over(PipeChannel.pair(Pipe.Manner.SOCKET, 1), client, server);
  }

  /** Many pairs whose handshakes were begun. */
  private static final class Crowd implements AutoCloseable {
    final List<TlsPair> pairs = new ArrayList<>();
    final List<QioTask<Void>> tasks = new ArrayList<>();

    Crowd(int size, Layer client, Layer server) throws IOException {
      for (int i = 0; i < size; i++) {
        TlsPair pair = open(client, server);
        pairs.add(pair);
        tasks.add(pair.client().handshake());
        pair.server().handshake();
      }
    }

    @Override
    public void close() throws IOException {
      for (TlsPair pair : pairs) {
        pair.close();
      }
    }
  }

  /** Lets them go one after the other, when as many as may be inside are. */
  private void letGo(int crowd, int most) throws InterruptedException {
    for (int left = crowd; left > 0; left--) {
      int wanted = Math.min(left, most);
      Work.await(wanted + " that compute", () -> judge.inside.get() >= wanted);
      int before = judge.threads.size();
      judge.letGo.release();
      int after = Math.min(before + 1, crowd);
      Work.await("the next one", () -> judge.threads.size() >= after);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void onlySoManyComputeAtOnce(int most) throws Exception {
    try (var crowd = new Crowd(8, client(TlsOptions.MAX_HANDSHAKES, most), RING.serverLayer())) {
      letGo(8, most);
      for (QioTask<Void> task : crowd.tasks) {
        task.await(LIMIT);
      }
    }
    assertEquals(most, judge.most.get());
  }

  @Test
  void withoutAnOptionTwoForEachProcessorComputeAtOnceOfAllLayersTogether() throws Exception {
    int most = 2 * Runtime.getRuntime().availableProcessors();
    Layer server = RING.serverLayer(TlsOptions.MAX_HANDSHAKES, 1000);
    try (var some = new Crowd(most, client(), server);
        var others = new Crowd(3, client(), server)) {
      letGo(most + 3, most);
      for (QioTask<Void> task : others.tasks) {
        task.await(LIMIT);
      }
      assertEquals(most, some.tasks.size());
    }
    assertEquals(most, judge.most.get());
  }

  @Test
  void peersThatSayNothingOrStopInTheMiddleHoldNoPlace() throws Exception {
    Layer server = RING.serverLayer(TlsOptions.MAX_HANDSHAKES, 1);
    List<TlsPair> slow = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      TlsPair pair = open(RING.clientLayer(), server);
      slow.add(pair);
      pair.server().handshake();
      if (i % 3 == 0) {
        pair.clientBelow().in.giveOnly(100); // of what the server answers to the hello
        pair.client().handshake();
        Work.await("an answer", () -> pair.serverBelow().out.carried() > 0);
      }
    }
    try (TlsPair good = open(RING.clientLayer(), server)) {
      Handshakes.both(good);
    }
    for (TlsPair pair : slow) {
      pair.close();
    }
  }

  @Test
  void aTurnThatDoesNotComeInTimeIsToldAndIsNotThePeersFault() throws Exception {
    Layer client =
        client(TlsOptions.MAX_HANDSHAKES, 1, TlsOptions.HANDSHAKE_TIMEOUT, Duration.ofMillis(500));
    try (var crowd = new Crowd(1, client, RING.serverLayer())) {
      Work.await("one that computes", () -> judge.inside.get() == 1);
      try (var late = new Crowd(1, client, RING.serverLayer())) {
        IOException why = Work.ioFailure(() -> late.tasks.getFirst().await(LIMIT));
        assertInstanceOf(SocketTimeoutException.class, why);
        assertTrue(why.getMessage().contains("max-handshakes"), why::getMessage);
      }
      judge.letGo.release();
      assertEquals(1, crowd.pairs.size());
    }
  }

  @Test
  void oneThatWaitsForItsTurnCanBeClosed() throws Exception {
    Layer client = client(TlsOptions.MAX_HANDSHAKES, 1);
    try (var crowd = new Crowd(1, client, RING.serverLayer())) {
      Work.await("one that computes", () -> judge.inside.get() == 1);
      TlsPair waits = open(client, RING.serverLayer());
      QioTask<Void> task = waits.client().handshake();
      waits.server().handshake();
      Work.await("an answer", () -> waits.serverBelow().out.carried() > 0);
      waits.client().close();
      assertThrows(AsynchronousCloseException.class, () -> task.await(LIMIT));
      waits.server().close();
      judge.letGo.release(2);
      crowd.tasks.getFirst().await(LIMIT);
      try (var next = new Crowd(1, client, RING.serverLayer())) {
        next.tasks.getFirst().await(LIMIT);
      }
    }
  }

  // ---- an executor ----

  @Test
  void anExecutorThatIsGivenComputes() throws Exception {
    Executor own = work -> Thread.ofPlatform().daemon().name("of the caller").start(work);
    judge.letGo.release(1);
    try (var crowd = new Crowd(1, client(TlsOptions.EXECUTOR, own), RING.serverLayer())) {
      crowd.tasks.getFirst().await(LIMIT);
    }
    assertEquals("of the caller", judge.threads.getFirst().getName());
  }

  @Test
  void withoutOneVirtualThreadsCompute() throws Exception {
    judge.letGo.release(1);
    try (var crowd = new Crowd(1, client(), RING.serverLayer())) {
      crowd.tasks.getFirst().await(LIMIT);
    }
    assertTrue(judge.threads.getFirst().isVirtual());
  }

  private static IOException failureWith(Object... options) throws Exception {
    try (TlsPair pair = open(RING.clientLayer(options), RING.serverLayer())) {
      pair.server().handshake();
      QioTask<Void> task = pair.client().handshake();
      return Work.ioFailure(() -> task.await(LIMIT));
    }
  }

  @Test
  void anExecutorThatRefusesIsTold() throws Exception {
    Executor full =
        work -> {
          throw new RejectedExecutionException("full");
        };
    IOException why = failureWith(TlsOptions.EXECUTOR, full, TlsOptions.MAX_HANDSHAKES, 1);
    assertTrue(why.getMessage().contains("takes no more work"), why::getMessage);
  }

  @Test
  void anExecutorThatForgetsIsTold() throws Exception {
    List<Runnable> forgotten = new CopyOnWriteArrayList<>();
    IOException why =
        failureWith(
            TlsOptions.EXECUTOR,
            (Executor) forgotten::add,
            TlsOptions.HANDSHAKE_TIMEOUT,
            Duration.ofMillis(300));
    assertInstanceOf(SocketTimeoutException.class, why);
    assertTrue(why.getMessage().contains("did not compute in time"), why::getMessage);
    forgotten.forEach(Runnable::run); // late, and of no effect
  }

  /** Runs what it is given when it likes. */
  private static void run(TaskRunner runner, Runnable tasks) throws IOException {
    runner.run(tasks, System.nanoTime() + LIMIT.toNanos());
  }

  @Test
  void aPlaceIsGivenBackHoweverItEnds() throws Exception {
    List<Runnable> later = new CopyOnWriteArrayList<>();
    AtomicInteger mood = new AtomicInteger();
    Executor moody =
        work -> {
          switch (mood.get()) {
            case 0 -> throw new RejectedExecutionException();
            case 1 -> later.add(work);
            default -> work.run();
          }
        };
    TaskRunner runner = TaskRunner.of(moody, 1);
    assertThrows(IOException.class, () -> run(runner, () -> {}));
    mood.set(1);
    assertThrows(IOException.class, () -> runner.run(() -> {}, System.nanoTime() + 10_000_000));
    mood.set(2);
    assertThrows(
        IllegalStateException.class,
        () ->
            run(
                runner,
                () -> {
                  throw new IllegalStateException();
                }));
    assertThrows(
        StackOverflowError.class,
        () ->
            run(
                runner,
                () -> {
                  throw new StackOverflowError();
                }));
    later.forEach(Runnable::run);
    AtomicInteger runs = new AtomicInteger();
    run(runner, runs::incrementAndGet);
    assertEquals(1, runs.get());
    TaskRunner here = TaskRunner.of(null, 1);
    assertThrows(
        IllegalStateException.class,
        () ->
            run(
                here,
                () -> {
                  throw new IllegalStateException();
                }));
    run(here, runs::incrementAndGet);
    assertEquals(2, runs.get());
  }

  @Test
  void noneAtOnceIsRefused() {
    ChannelOption<Integer> option = TlsOptions.MAX_HANDSHAKES;
    assertThrows(IllegalArgumentException.class, () -> option.parse("0"));
    assertEquals(4, option.parse("4"));
  }
}
