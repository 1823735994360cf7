package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told that a receive would be in vain, where the last ones were. */
class ForetoldWaitTest {

  private final ByteBuffer byteOut = ByteBuffer.allocateDirect(1);
  private final ByteBuffer byteIn = ByteBuffer.allocateDirect(1);
  private PosixSockets.Pair pair;
  private SocketTransfer receiving;
  private SocketTransfer sending;

  @BeforeEach
  void open() throws IOException {
    pair = PosixSockets.pair(SocketType.STREAM);
    receiving = new SocketTransfer(pair.first());
    sending = new SocketTransfer(pair.second());
  }

  @AfterEach
  void close() throws IOException {
    pair.first().close();
    pair.second().close();
  }

  @Test
  void nobodyIsToldBeforeReceivesWereInVain() throws IOException {
    for (int i = 0; i < 10; i++) {
      sending.send(byteOut.clear());
      assertFalse(receiving.expectsNothing());
      assertEquals(1, receiving.receive(byteIn.clear()));
    }
  }

  @Test
  void aPlatformThreadIsTold() throws IOException {
    receiveInVain();
    assertTrue(receiving.expectsNothing());
  }

  @Test
  void aVirtualThreadThatHasReadNothingYetIsNot() throws IOException {
    receiveInVain();
    CompletableFuture<Boolean> told = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> told.complete(receiving.expectsNothing()));
    assertFalse(told.join());
  }

  @Test
  void anInterruptedThreadIsNotSoThatItGetsWhatIsThere() throws IOException {
    receiveInVain();
    Thread.currentThread().interrupt();
    assertFalse(receiving.expectsNothing());
    assertTrue(Thread.interrupted(), "the interrupt is still to be told");
  }

  /** Each receive finds nothing at first, and then its byte. */
  private void receiveInVain() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertEquals(-2, receiving.receive(byteIn.clear()));
      sending.send(byteOut.clear());
      assertEquals(1, receiving.receive(byteIn.clear()));
    }
  }
}
