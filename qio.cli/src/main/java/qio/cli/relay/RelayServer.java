package qio.cli.relay;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import qio.api.QioTarget;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.cli.text.FailureText;
import qio.cli.text.OneLine;

/**
 * Accepts clients, dials the target for each, and moves bytes between them.
 *
 * <p>One thread accepts and dials, in turn: the target sees connections in the order in which their
 * clients were accepted. The price is that a target that does not answer holds up the clients
 * behind, each for the target's {@code connect-timeout}; they wait in the listener's backlog. Once
 * dialled, a connection has threads of its own and waits for no other.
 *
 * <pre>
 * accepting --stop--> draining --last connection ended--> over
 *                        |                                 ^
 *                        +-----time is up: cut-------------+
 * </pre>
 */
public final class RelayServer {

  private static final Duration CUT_LIMIT = Duration.ofSeconds(5);

  /** After a client that could not be accepted; the listener itself waits out a shortage. */
  private static final Duration FAILURE_PAUSE = Duration.ofMillis(100);

  /**
   * How much a relay takes upon itself.
   *
   * @param connections at most so many at once; more clients wait in the backlog
   * @param drain after a stop, connections may go on for so long
   */
  public record Limits(int connections, Duration drain) {}

  private final QioListener listener;
  private final QioTarget target;
  private final Limits limits;
  private final Consumer<String> log;
  private final LiveConnections live;
  private final ReentrantLock stopLock = new ReentrantLock();

  /** Counted down under {@code stopLock}, once {@link #drainDeadline} is set. */
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Whoever stops the relay closes the listener, and has done so only when this is down. */
  private final CountDownLatch listenerClosed = new CountDownLatch(1);

  private final CountDownLatch acceptingOver = new CountDownLatch(1);
  private volatile long drainDeadline; // written under stopLock, read after stopped
  private long accepted; // used by the accepting thread alone

  /**
   * Makes a relay that does not accept yet.
   *
   * @param listener where clients come in; closed by this relay
   * @param target where they are connected to
   * @param limits how much it takes upon itself
   * @param log takes a line for each connection that has ended and for what else is worth saying;
   *     called by several threads
   */
  public RelayServer(QioListener listener, QioTarget target, Limits limits, Consumer<String> log) {
    this.listener = listener;
    this.target = target;
    this.limits = limits;
    this.log = log;
    this.live = new LiveConnections(limits.connections());
  }

  /**
   * Serves until {@link #stop} is called or this thread is interrupted, then drains. Called once.
   */
  public void run() {
    Thread acceptor = Thread.currentThread();
    Thread.ofVirtual().name("relay-dial-limit").start(() -> limitLastDial(acceptor));
    try {
      boolean more = true;
      while (more) {
        more = acceptNext();
      }
    } finally {
      acceptingOver.countDown();
      stop();
    }
    drain();
  }

  private boolean acceptNext() {
    try {
      if (!live.awaitRoom(this::sayFull)) {
        return false;
      }
      QioChannel client = listener.accept();
      return serve(client);
    } catch (InterruptedException e) {
      return false; // that is how a thread is asked to stop
    } catch (IOException e) {
      return !isInterrupt(e) && isAccepting() && listener.isOpen() && pauseAfter(e);
    }
  }

  private boolean pauseAfter(IOException failure) {
    log.accept(OneLine.of("cannot accept: " + FailureText.of(failure) + "; trying again"));
    try {
      return !stopped.await(FAILURE_PAUSE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return false; // that is how a thread is asked to stop
    }
  }

  private void sayFull() {
    log.accept(
        limits.connections()
            + " connections, the limit, are open; further clients wait (--max-connections)");
  }

  /** Whether this thread was asked to stop while it was in a channel. */
  private static boolean isInterrupt(Exception e) {
    return e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException);
  }

  /**
   * Dials for a client and starts the connection; a target that cannot be reached ends it. Answers
   * whether to go on.
   */
  private boolean serve(QioChannel client) {
    long started = System.nanoTime();
    long number = ++accepted;
    QioChannel dialled;
    try {
      dialled = target.connect();
    } catch (IOException | RuntimeException e) {
      giveUp(number, client, started, e);
      return !isInterrupt(e);
    }
    var connection = new RelayedConnection(number, client, dialled, started);
    live.add(connection);
    Thread.ofVirtual().name("relay-" + number + "-to-target").start(() -> relay(connection));
    return true;
  }

  private void giveUp(long number, QioChannel client, long started, Exception failure) {
    String peer = client.remoteAddress().orElse(client.address());
    String reason = "target not reached: " + FailureText.of(failure);
    try {
      client.close();
    } catch (IOException e) {
      // It was given nothing that could be lost; the log says why it was turned away.
    }
    long nanos = System.nanoTime() - started;
    log.accept(new ConnectionReport(number, peer, 0, 0, nanos, reason).line());
  }

  private void relay(RelayedConnection connection) {
    try {
      connection.run();
    } finally {
      log.accept(connection.report().line());
      live.remove(connection);
    }
  }

  /**
   * Accepts no more clients; {@link #run} returns when those that were accepted are served, or the
   * time for that is up. May be called from any thread, any number of times; does not wait.
   */
  public void stop() {
    if (!beginStop()) {
      return;
    }
    live.stop();
    try {
      listener.close();
    } catch (IOException e) {
      log.accept(OneLine.of("cannot close the listener: " + FailureText.of(e)));
    } finally {
      listenerClosed.countDown();
    }
  }

  private boolean beginStop() {
    stopLock.lock();
    try {
      boolean first = isAccepting();
      if (first) {
        drainDeadline = System.nanoTime() + limits.drain().toNanos();
        stopped.countDown();
      }
      return first;
    } finally {
      stopLock.unlock();
    }
  }

  private boolean isAccepting() {
    return stopped.getCount() > 0;
  }

  /** A target that is being dialled when the relay stops must not hold it up for longer. */
  private void limitLastDial(Thread acceptor) {
    try {
      stopped.await();
      if (!acceptingOver.await(drainDeadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        acceptor.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does that; the thread ends
    }
  }

  private void drain() {
    awaitListenerClosed();
    int open = live.all().size();
    if (open > 0) {
      log.accept("stopped accepting; waiting for " + open + " open connections");
    }
    if (awaitNone(drainDeadline - System.nanoTime())) {
      return;
    }
    List<RelayedConnection> late = live.all();
    log.accept(late.size() + " connections are still open; cutting them (--drain-timeout)");
    for (RelayedConnection connection : late) {
      Thread.ofVirtual().start(() -> connection.cut("cut when the relay ended"));
    }
    if (!awaitNone(CUT_LIMIT.toNanos())) {
      log.accept(live.all().size() + " connections did not end; leaving them");
    }
  }

  private void awaitListenerClosed() {
    try {
      listenerClosed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked again to end: the drain will see it
    }
  }

  private boolean awaitNone(long nanos) {
    try {
      return live.awaitNone(nanos);
    } catch (InterruptedException e) {
      return false; // asked again to end: now
    }
  }
}
