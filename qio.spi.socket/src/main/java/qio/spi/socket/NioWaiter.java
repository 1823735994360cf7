package qio.spi.socket;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioWatch;
import qio.api.aio.Pollable;
import qio.api.aio.Readiness;
import qio.api.aio.ReadinessListener;

/**
 * Where threads wait for a socket of {@code java.nio}: platform and virtual threads park, and one
 * loop for all sockets of this engine tells them what is ready. No thread ever waits inside {@code
 * java.nio}, where an interrupt would close the socket.
 *
 * <p>The watch is made at the first wait and lives as long as the socket; between waits it asks for
 * nothing.
 *
 * <p>One thread at a time waits to read, and one to write. No wake-up is lost: who wakes first says
 * so and then looks for a sleeper, and the sleeper first shows itself and then looks.
 */
final class NioWaiter implements ReadinessListener, AutoCloseable {

  /** One direction. */
  private static final class Side {
    /** Who waits; written by that thread. */
    private volatile @Nullable Thread sleeper;

    /** Whether it is to look up; set by whoever wakes it, cleared by the sleeper. */
    private volatile boolean told;

    void tell() {
      told = true;
      LockSupport.unpark(sleeper);
    }
  }

  private final Pollable pollable;
  private final Side reading = new Side();
  private final Side writing = new Side();

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable AioWatch watch; // guarded by lock
  private int asked; // guarded by lock

  NioWaiter(Pollable pollable) {
    this.pollable = pollable;
  }

  /**
   * Waits until the socket is ready, somebody calls {@link #wake}, the thread is interrupted, which
   * stays pending, or the time is up.
   *
   * @param readiness {@link Readiness#READ} or {@link Readiness#WRITE}
   * @param timeoutNanos the limit, or {@link StreamSettings#NO_LIMIT}
   * @return false only if the time was up
   * @throws IOException if the loop is gone or the socket is closed
   */
  boolean await(int readiness, long timeoutNanos) throws IOException {
    Side side = side(readiness);
    long start = System.nanoTime();
    side.sleeper = Thread.currentThread();
    try {
      if (!side.told) {
        ask(readiness);
      }
      while (!side.told && !Thread.currentThread().isInterrupted()) {
        if (timeoutNanos == StreamSettings.NO_LIMIT) {
          LockSupport.park(this);
          continue;
        }
        long left = timeoutNanos - (System.nanoTime() - start);
        if (left <= 0) {
          return false;
        }
        LockSupport.parkNanos(this, left);
      }
      return true;
    } finally {
      side.sleeper = null;
      side.told = false;
    }
  }

  private Side side(int readiness) {
    return readiness == Readiness.WRITE ? writing : reading;
  }

  private void ask(int readiness) throws IOException {
    lock.lock();
    try {
      asked |= readiness;
      if (watch == null) {
        watch = SocketLoop.context().watch(pollable, asked, this);
      } else if (!SocketLoop.context().isOpen()) {
        throw new IOException("the loop that serves waiting threads has died");
      } else {
        watch.interest(asked);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the wait, or the next one. From any thread. */
  void wake(int readiness) {
    side(readiness).tell();
  }

  /** Called by the loop: whoever wants more asks again. */
  @Override
  public void ready(int ready) {
    lock.lock();
    try {
      asked &= ~ready;
      if (watch != null) {
        watch.interest(asked);
      }
    } catch (IOException closed) {
      // The socket was closed meanwhile: the threads that are woken below find that out.
    } finally {
      lock.unlock();
    }
    if ((ready & Readiness.READ) != 0) {
      reading.tell();
    }
    if ((ready & Readiness.WRITE) != 0) {
      writing.tell();
    }
  }

  @Override
  public void loopClosed() {
    reading.tell();
    writing.tell();
  }

  /** Lets go of the socket; afterwards nothing of the loop holds it. Nobody waits any more. */
  @Override
  public void close() {
    AioWatch ended;
    lock.lock();
    try {
      ended = watch;
      watch = null;
    } finally {
      lock.unlock();
    }
    if (ended != null) {
      ended.close();
    }
  }
}
