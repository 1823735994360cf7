package qio.cli.cat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import qio.api.channel.ChannelFeature;
import qio.api.channel.QioChannel;
import qio.api.channel.Relay;
import qio.api.channel.ShutdownMode;
import qio.cli.pump.Pump;
import qio.cli.pump.PumpException;

/**
 * A conversation between the standard streams and a peer: two virtual threads, one for each way.
 *
 * <pre>
 * input ends  -> the peer is told so (half-close), and may still answer
 * peer ends   -> over, as soon as the input that is there has been sent
 * peer fails  -> over; but if only sending failed, what it still has to say is read first
 * output fails -> over
 * </pre>
 *
 * A peer of messages has no end and cannot be told of one. With it the conversation is over when
 * the input has been sent and nothing has come for half a second.
 */
public final class CatSession {

  private static final int BUFFER_SIZE = 64 * 1024;

  /** So much of the input is one message: less than any transport's limit. */
  private static final int SENT_MESSAGE = 8 * 1024;

  /** What a message is received into: more than UNIX sockets send with their usual buffers. */
  private static final int RECEIVED_MESSAGE = 256 * 1024;

  /** Once the peer has ended, an input that gives nothing for so long is not waited for. */
  private static final Duration IDLE = Duration.ofMillis(500);

  private final QioChannel peer;
  private final Pump sending;
  private final Pump receiving;
  private final CountDownLatch sent = new CountDownLatch(1);
  private final CountDownLatch received = new CountDownLatch(1);
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /**
   * Makes a conversation that has not begun.
   *
   * @param peer the other end
   * @param input sent to the peer
   * @param output takes what the peer sends
   */
  public CatSession(QioChannel peer, QioChannel input, QioChannel output) {
    this.peer = peer;
    boolean messages = peer.hasFeature(ChannelFeature.MESSAGES);
    this.sending = Pump.owning(input, peer, messages ? SENT_MESSAGE : BUFFER_SIZE, chunk -> {});
    this.receiving = Pump.owning(peer, output, bufferFor(peer), chunk -> {});
  }

  /**
   * Copies one way only.
   *
   * @param source read until its end
   * @param sink written to
   * @throws PumpException if one of them fails
   */
  public static void oneWay(QioChannel source, QioChannel sink) throws PumpException {
    Pump.owning(source, sink, bufferFor(source), chunk -> {}).run();
  }

  private static int bufferFor(QioChannel source) {
    return source.hasFeature(ChannelFeature.MESSAGES) ? RECEIVED_MESSAGE : BUFFER_SIZE;
  }

  /**
   * Talks until the peer has ended. Closes nothing; a thread that still reads the input ends when
   * that is closed.
   *
   * @throws PumpException if a channel failed
   * @throws IOException if this thread is interrupted
   */
  public void run() throws IOException {
    Thread.ofVirtual().name("cat-send").start(this::send);
    Thread.ofVirtual().name("cat-receive").start(this::receive);
    try {
      if (peer.hasFeature(ChannelFeature.MESSAGES)) {
        sent.await();
        awaitSilence();
      } else {
        received.await();
        awaitInput();
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted before the peer had ended");
    }
    switch (failure.get()) {
      case null -> {}
      case IOException e -> throw e;
      case Exception e -> throw new IllegalStateException(e);
    }
  }

  private void send() {
    try {
      sending.run();
      if (peer.hasFeature(ChannelFeature.SHUTDOWN)) {
        peer.shutdown(ShutdownMode.WRITE);
      }
    } catch (PumpException e) {
      failed(e);
      if (e.end() == Relay.End.SOURCE) {
        received.countDown(); // without input the conversation has no sense
      }
    } catch (IOException | RuntimeException e) {
      failed(e);
      received.countDown();
    } finally {
      sent.countDown();
    }
  }

  private void receive() {
    try {
      receiving.run();
    } catch (IOException | RuntimeException e) {
      failed(e);
      sent.countDown();
    } finally {
      received.countDown();
    }
  }

  private void failed(Exception e) {
    failure.compareAndSet(null, e);
  }

  /** Waits until nothing more comes, or receiving has failed. */
  private void awaitSilence() throws InterruptedException {
    long before = -1;
    boolean over = false;
    while (!over) {
      over = received.await(IDLE.toMillis(), TimeUnit.MILLISECONDS);
      long now = receiving.moved();
      over |= now == before && !receiving.isWriting();
      before = now;
    }
  }

  /** Waits for the input to be sent, unless nothing comes from there. */
  private void awaitInput() throws InterruptedException {
    long before = -1;
    boolean over = false;
    while (!over) {
      over = sent.await(IDLE.toMillis(), TimeUnit.MILLISECONDS);
      long now = sending.moved();
      over |= now == before && !sending.isWriting();
      before = now;
    }
  }
}
