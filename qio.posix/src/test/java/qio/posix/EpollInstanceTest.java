package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.posix.libc.PollSymbols;
import qio.posix.libc.SignalSymbols;

/** How a wait ends that the system has broken off. */
class EpollInstanceTest {

  private static final int EPOLLIN = 1;

  /** The call that waits does not say why it failed; a signal must not pass for anything else. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSignalDoesNotEndTheWait(boolean nanos) throws Exception {
    WakeSignal signal = WakeSignal.ofProcess();
    assumeTrue(signal != null, "no signal to send");
    PosixSockets.Pair pair = PosixSockets.pair(SocketType.STREAM);
    try (EpollInstance epoll = new EpollInstance(4)) {
      if (!nanos) {
        epoll.withoutNanos();
      }
      int fd = pair.first().number();
      assertEquals(0, epoll.control(PollSymbols.EPOLL_CTL_ADD, fd, EPOLLIN, 7));
      CompletableFuture<Long> osThread = new CompletableFuture<>();
      InCall<Integer> waiting =
          new InCall<>(
              () -> {
                osThread.complete(SignalSymbols.pthreadSelf());
                return epoll.await(-1);
              });
      for (int i = 0; i < 3; i++) {
        waiting.awaitAsleep();
        signal.send(osThread.get(20, TimeUnit.SECONDS));
      }
      waiting.awaitAsleep();
      new SocketTransfer(pair.second()).send(ByteBuffer.allocate(1));
      assertEquals(1, waiting.result());
      assertEquals(7, epoll.data(0));
    } finally {
      pair.first().close();
      pair.second().close();
    }
  }

  @Test
  void aLimitHoldsAcrossSignals() throws Exception {
    WakeSignal signal = WakeSignal.ofProcess();
    assumeTrue(signal != null, "no signal to send");
    try (EpollInstance epoll = new EpollInstance(4)) {
      CompletableFuture<Long> osThread = new CompletableFuture<>();
      long limit = TimeUnit.MILLISECONDS.toNanos(300);
      InCall<Long> waiting =
          new InCall<>(
              () -> {
                osThread.complete(SignalSymbols.pthreadSelf());
                long start = System.nanoTime();
                assertEquals(0, epoll.await(limit));
                return System.nanoTime() - start;
              });
      waiting.awaitAsleep();
      signal.send(osThread.get(20, TimeUnit.SECONDS));
      assertTrue(waiting.result() >= limit, "the signal has ended the wait");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWaitThatTheSystemRefusesSaysWhy(boolean nanos) throws IOException {
    try (EpollInstance epoll = new EpollInstance(0)) {
      if (!nanos) {
        epoll.withoutNanos();
      }
      PosixException refused = assertThrows(PosixException.class, () -> epoll.await(0));
      assertTrue(refused.getMessage().contains("EINVAL"), refused.getMessage());
    }
  }
}
