package qio.tests.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.ShutdownMode;
import qio.tck.ChannelPair;
import qio.tck.Patience;

/**
 * A platform thread that reads a layer over a socket where question and answer alternate: it waits
 * inside the socket's own call, and everything that ends a wait ends that one.
 */
abstract class WaitingBelow {

  private static final int LEARNING = 20;

  private QioListener listener;
  private ChannelPair pair;
  private QioChannel reader;
  private QioChannel peer;

  /** Puts the layer over a pair and brings its handshake to the end. */
  abstract ChannelPair over(ChannelPair below) throws IOException;

  /** What the layer's addresses begin with. */
  abstract String prefix();

  @BeforeEach
  void connect() throws IOException {
    listener = Qio.listen("tcp://127.0.0.1:0");
    QioChannel client = Qio.connect(listener.localAddress());
    pair = over(ChannelPair.twoWay(client, listener.accept()));
    reader = pair.reader();
    peer = pair.writer();
  }

  @AfterEach
  void close() throws IOException {
    pair.close();
    listener.close();
  }

  /** A read that waits in {@code recv}, on a thread of its own. */
  private final class Read {

    private final FutureTask<Integer> task;
    private final Thread thread;

    Read(ByteBuffer dst) {
      task = new FutureTask<>(() -> reader.read(dst));
      thread = Thread.ofPlatform().daemon().start(task);
    }

    boolean isInCall() {
      return Stream.of(thread.getStackTrace())
          .anyMatch(frame -> frame.getMethodName().equals("recv"));
    }

    Read awaitInCall() {
      Patience.await(() -> "not reached: the reader in recv", this::isInCall);
      return this;
    }

    int result() throws Exception {
      try {
        return task.get(Patience.limit().toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
  }

  /** The socket learns that its reads find nothing at first. */
  private void alternate() throws Exception {
    for (int i = 0; i < LEARNING; i++) {
      Read read = new Read(ByteBuffer.allocate(100));
      Patience.await(() -> "not reached: the reader", () -> isWaiting(read.thread));
      peer.writeAll(ByteBuffer.allocate(64));
      assertEquals(64, read.result());
    }
  }

  /** In recv, or in ppoll. */
  private static boolean isWaiting(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().matches("recv|ppoll"));
  }

  /**
   * Every eighth read tries all the same, so the second one waits in the call if the first does.
   */
  private Read readInCall(ByteBuffer dst) throws Exception {
    alternate();
    for (int i = 0; i < 2; i++) {
      Read read = new Read(dst);
      Patience.await(() -> "not reached: the reader", () -> isWaiting(read.thread));
      if (read.isInCall()) {
        return read;
      }
      peer.writeAll(ByteBuffer.allocate(1));
      assertEquals(1, read.result());
      dst.clear();
    }
    throw new AssertionError("no read waits in recv");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 200, 235, 253, 300, 5_000, 100_000})
  void whatComesIsReadWhateverItsLength(int size) throws Exception {
    Read read = readInCall(ByteBuffer.allocate(1));
    byte[] sent = new byte[size];
    for (int i = 0; i < size; i++) {
      sent[i] = (byte) (i * 31 + 7);
    }
    FutureTask<Void> writer =
        new FutureTask<>(
            () -> {
              peer.writeAll(ByteBuffer.wrap(sent));
              return null;
            });
    Thread.ofVirtual().start(writer);
    assertEquals(1, read.result());
    ByteBuffer rest = ByteBuffer.allocate(size - 1);
    reader.readAll(rest);
    assertEquals(ByteBuffer.wrap(sent, 1, size - 1), rest.flip());
    writer.get(Patience.limit().toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void closeEndsTheWait() throws Exception {
    Read read = readInCall(ByteBuffer.allocate(10));
    reader.close();
    assertThrows(AsynchronousCloseException.class, read::result);
  }

  @Test
  void anInterruptEndsTheWaitInTheNameOfTheLayer() throws Exception {
    Read read = readInCall(ByteBuffer.allocate(10));
    read.thread.interrupt();
    InterruptedIOException e = assertThrows(InterruptedIOException.class, read::result);
    assertTrue(e.getMessage().startsWith(prefix()), e.getMessage());
    peer.writeAll(ByteBuffer.allocate(3));
    assertEquals(3, new Read(ByteBuffer.allocate(10)).result(), "nothing was lost");
  }

  @Test
  void shutdownOfReadingEndsTheWaitAndDropsWhatComes() throws Exception {
    Read read = readInCall(ByteBuffer.allocate(10));
    reader.shutdown(ShutdownMode.READ);
    assertEquals(QioChannel.EOF, read.result());
    peer.writeAll(ByteBuffer.allocate(1 << 20)); // has room only if somebody takes it
  }

  @Test
  void thePeersFarewellEndsTheWait() throws Exception {
    Read read = readInCall(ByteBuffer.allocate(10));
    peer.shutdown(ShutdownMode.WRITE);
    assertEquals(QioChannel.EOF, read.result());
  }

  @Test
  void aDeadlineThatIsSetMeanwhileEndsTheWait() throws Exception {
    Read read = readInCall(ByteBuffer.allocate(10));
    reader.setDeadline(Duration.ofMillis(1));
    assertThrows(SocketTimeoutException.class, read::result);
  }

  @Test
  void inTwoLayersTheReaderWaitsInTheLowestCall() throws Exception {
    pair = over(pair);
    reader = pair.reader();
    peer = pair.writer();
    Read read = readInCall(ByteBuffer.allocate(10));
    peer.writeAll(ByteBuffer.allocate(7));
    assertEquals(7, read.result());
    Read cut = readInCall(ByteBuffer.allocate(10)).awaitInCall();
    reader.close();
    assertThrows(AsynchronousCloseException.class, cut::result);
  }
}
