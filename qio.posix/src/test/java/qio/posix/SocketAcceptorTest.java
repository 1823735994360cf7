package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import qio.api.aio.Readiness;

/** Platform threads that wait inside {@code accept4}, and what gets them out of it. */
class SocketAcceptorTest {

  private int before;
  private PosixDescriptor listener;
  private SocketAcceptor acceptor;

  @BeforeEach
  void listen() throws IOException {
    assumeTrue(WakeSignal.ofProcess() != null, "no signal to wake with");
    before = OpenDescriptors.count();
    listener = PosixSockets.open(SocketDomain.INET, SocketType.STREAM);
    PosixSockets.bind(listener, new SocketName.Inet(InetAddress.getByName("127.0.0.1"), 0));
    PosixSockets.listen(listener, 10);
    acceptor = new SocketAcceptor(listener);
  }

  @AfterEach
  void close() throws IOException {
    if (listener != null) {
      listener.close();
      OpenDescriptors.assertNoneLeaked(before);
    }
  }

  private InCall<Optional<AcceptedSocket>> accepting() {
    return new InCall<>(acceptor::acceptWaiting).awaitInside();
  }

  private PosixDescriptor connect() throws IOException {
    PosixDescriptor client = PosixSockets.open(SocketDomain.INET, SocketType.STREAM);
    PosixSockets.connect(client, PosixSockets.localName(listener));
    return client;
  }

  @Test
  void aClientEndsTheWait() throws Exception {
    assertTrue(acceptor.waits());
    InCall<Optional<AcceptedSocket>> server = accepting();
    try (PosixDescriptor client = connect()) {
      AcceptedSocket accepted = server.result().orElseThrow();
      try (PosixDescriptor theirs = accepted.socket()) {
        assertEquals(PosixSockets.localName(client), accepted.peer());
        assertTrue(theirs.isNonBlocking());
      }
    }
  }

  @Test
  void aClientThatIsThereIsTakenAtOnce() throws Exception {
    try (PosixDescriptor client = connect()) {
      acceptor.acceptWaiting().orElseThrow().socket().close();
      assertTrue(client.isOpen());
    }
  }

  @Test
  void aWakeUpEndsTheWait() throws Exception {
    InCall<Optional<AcceptedSocket>> server = accepting();
    listener.waiter().wake(Readiness.READ);
    assertEquals(Optional.empty(), server.result());
    assertTrue(acceptor.waits(), "the next wait is like that too");
  }

  @Test
  void anInterruptEndsTheWaitAndIsLeftForTheCaller() throws Exception {
    InCall<Boolean> server =
        new InCall<>(
                () -> acceptor.acceptWaiting().isEmpty() && Thread.currentThread().isInterrupted())
            .awaitInside();
    server.thread().interrupt();
    assertTrue(server.result());
  }

  @Test
  void closingTheListenerEndsTheWait() throws Exception {
    InCall<Optional<AcceptedSocket>> server = accepting();
    listener.close();
    assertEquals(Optional.empty(), server.result());
    assertThrows(ClosedChannelException.class, acceptor::acceptWaiting);
  }

  /** The thread inside goes on waiting; nobody after it does. */
  @Test
  void whoMustNotWaitDoesNotAndEndsTheWaitingInCalls() throws Exception {
    InCall<Optional<AcceptedSocket>> server = accepting();
    assertFalse(listener.isNonBlocking());
    assertEquals(Optional.empty(), acceptor.accept());
    assertTrue(listener.isNonBlocking());
    assertFalse(acceptor.waits());
    try (PosixDescriptor client = connect()) {
      server.result().orElseThrow().socket().close();
      assertTrue(client.isOpen());
    }
    assertEquals(Optional.empty(), acceptor.acceptWaiting(), "it does not wait any more");
  }

  @Test
  void aListenerThatIsLentDoesNotWait() throws Exception {
    assertTrue(listener.lend().isNonBlocking());
    assertFalse(acceptor.waits());
    assertEquals(Optional.empty(), acceptor.acceptWaiting());
  }

  @Test
  void aVirtualThreadDoesNotOccupyItsCarrier() throws Exception {
    FutureTask<Boolean> task =
        new FutureTask<>(() -> acceptor.waits() || acceptor.acceptWaiting().isPresent());
    Thread.ofVirtual().start(task);
    assertFalse(task.get(20, TimeUnit.SECONDS));
  }

  @Test
  void aSocketThatDoesNotListenIsTold() throws Exception {
    try (PosixDescriptor deaf = PosixSockets.open(SocketDomain.INET, SocketType.STREAM)) {
      IOException thrown =
          assertThrows(IOException.class, () -> new SocketAcceptor(deaf).acceptWaiting());
      assertTrue(thrown.getMessage().contains("accept"), thrown.getMessage());
    }
  }
}
