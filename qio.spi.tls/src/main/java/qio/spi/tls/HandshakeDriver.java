package qio.spi.tls;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import qio.api.channel.IoCondition;
import qio.api.layer.ByteSource;
import qio.api.layer.LowerChannel;
import qio.spi.tls.engine.HandshakeMachine;
import qio.spi.tls.engine.Inbound;
import qio.spi.tls.engine.Outbound;

/**
 * Does what the {@link HandshakeMachine} asks for: moves its bytes through the channel below,
 * waits, has computed. Runs on a thread of the handshake's own, so that waiting costs nobody else
 * anything.
 */
final class HandshakeDriver {

  private static final System.Logger LOG = System.getLogger(HandshakeDriver.class.getName());

  /** How long a failed handshake may take to tell the peer why. */
  private static final long ALERT_NANOS = 1_000_000_000L;

  private final LowerChannel below;
  private final HandshakeMachine machine;
  private final Inbound inbound;
  private final Outbound outbound;
  private final ReentrantLock outLock;
  private final TaskRunner tasks;

  HandshakeDriver(
      LowerChannel below,
      HandshakeMachine machine,
      Inbound inbound,
      Outbound outbound,
      ReentrantLock outLock,
      TaskRunner tasks) {
    this.below = below;
    this.machine = machine;
    this.inbound = inbound;
    this.outbound = outbound;
    this.outLock = outLock;
    this.tasks = tasks;
  }

  /**
   * Runs the handshake to its end. Records may be left to be sent afterwards.
   *
   * @param deadline a {@link System#nanoTime} value
   */
  void run(long deadline) throws IOException {
    try {
      for (HandshakeMachine.State toDo = advance();
          toDo != HandshakeMachine.State.FINISHED;
          toDo = advance()) {
        switch (toDo) {
          case SENDING -> sendAll(deadline);
          case RECEIVING -> receive(deadline);
          case COMPUTING -> tasks.run(machine::runTasks, deadline);
          case NEW, FINISHED, FAILED -> throw new IllegalStateException("nothing to do in " + toDo);
        }
      }
    } catch (IOException | RuntimeException e) {
      tellPeer();
      throw e;
    }
  }

  /** Whether an earlier session was resumed; known when the handshake has run. */
  boolean isResumed() {
    return machine.isResumed();
  }

  private HandshakeMachine.State advance() throws IOException {
    outLock.lock();
    try {
      return machine.advance();
    } finally {
      outLock.unlock();
    }
  }

  private boolean send() throws IOException {
    outLock.lock();
    try {
      return outbound.send(below.sink());
    } finally {
      outLock.unlock();
    }
  }

  private void sendAll(long deadline) throws IOException {
    try {
      while (!send()) {
        await(IoCondition.OUT, deadline);
      }
    } catch (HandshakeTimeoutException | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      readParting(e);
      throw e;
    }
  }

  /**
   * A peer that refuses us says why and hangs up; its reason is worth more than the broken pipe.
   */
  private void readParting(IOException brokenPipe) throws IOException {
    try {
      while (inbound.receive(below.source()) > 0) {
        outLock.lock();
        try {
          outbound.release(); // nobody takes these any more, and the machine would ask to send them
          // first
          machine.advance();
        } finally {
          outLock.unlock();
        }
      }
    } catch (SSLException reason) {
      reason.addSuppressed(brokenPipe);
      throw reason;
    } catch (IOException alsoBroken) {
      brokenPipe.addSuppressed(alsoBroken);
    }
  }

  private void receive(long deadline) throws IOException {
    for (; ; ) {
      int n = inbound.receive(below.source());
      if (n == ByteSource.END) {
        throw new EOFException("the peer hung up");
      }
      if (n != ByteSource.NOTHING_NOW) {
        remaining(deadline); // one who sends a byte now and then is too slow as well
        return;
      }
      await(IoCondition.IN, deadline);
    }
  }

  private void await(IoCondition condition, long deadline) throws IOException {
    below.waiter().await(condition, remaining(deadline));
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("the handshake was called off");
    }
  }

  private static long remaining(long deadline) throws HandshakeTimeoutException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new HandshakeTimeoutException("the time is up");
    }
    return left;
  }

  /** Sends the alert of a failed handshake, as far as that goes. */
  private void tellPeer() {
    long deadline = System.nanoTime() + ALERT_NANOS;
    try {
      while (!send()) {
        await(IoCondition.OUT, deadline);
      }
    } catch (IOException e) {
      // It failed for a reason that is about to be told; that the peer cannot be told too is no
      // other.
      LOG.log(System.Logger.Level.DEBUG, "the peer could not be told of a failed handshake", e);
    }
  }
}
