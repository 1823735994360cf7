package qio.cli.relay;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import qio.api.channel.ChannelFeature;
import qio.api.channel.QioChannel;
import qio.api.channel.Relay;
import qio.api.channel.ShutdownMode;
import qio.cli.pump.DirectPump;
import qio.cli.pump.PumpException;

/**
 * A client, the target's end dialled for it, and the bytes between them, which two virtual threads
 * move.
 *
 * <ul>
 *   <li>A side that ends its stream: the other side is told by ending that direction alone, and the
 *       other direction lives on. A side that cannot be told so is closed, and with it everything.
 *   <li>A side that cannot be written to any more: that direction is over. The other one goes on to
 *       its own end, so that a last answer ("too large, good bye") still arrives.
 *   <li>A side that cannot be read any more is gone: everything is closed.
 * </ul>
 */
final class RelayedConnection {

  private final long number;
  private final String peer;
  private final QioChannel client;
  private final QioChannel target;
  private final DirectPump toTarget;
  private final DirectPump toClient;
  private final Outcome outcome = new Outcome();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final long started;

  /**
   * Takes both channels over.
   *
   * @param number counts the clients
   * @param client the accepted end
   * @param target the dialled end
   * @param started when the client was accepted, as {@link System#nanoTime} told it
   */
  RelayedConnection(long number, QioChannel client, QioChannel target, long started) {
    this.number = number;
    this.peer = client.remoteAddress().orElse(client.address());
    this.client = client;
    this.target = target;
    this.toTarget = new DirectPump(client, target);
    this.toClient = new DirectPump(target, client);
    this.started = started;
  }

  /** Moves bytes until both directions have ended, and closes both channels. */
  void run() {
    try {
      if (open()) {
        Thread back =
            Thread.ofVirtual()
                .name("relay-" + number + "-to-client")
                .start(() -> move(toClient, Side.TARGET));
        move(toTarget, Side.CLIENT);
        join(back);
      }
    } catch (RuntimeException | Error e) { // a defect; the connection must end all the same
      outcome.failed(Side.CLIENT, e);
    } finally {
      close();
    }
  }

  /** The client's handshake, here and not where it was accepted: a slow one holds up nobody. */
  private boolean open() {
    sendAtOnce(Side.CLIENT);
    sendAtOnce(Side.TARGET);
    try {
      client.handshake().await();
      return true;
    } catch (IOException e) {
      outcome.failed(Side.CLIENT, e);
      return false;
    }
  }

  /** What one side sent in one piece is not to wait for more. */
  private void sendAtOnce(Side side) {
    try {
      channel(side).setDelay(false);
    } catch (IOException e) {
      // A hint. If the connection is broken, reading and writing will say so, and say more.
    }
  }

  private void move(DirectPump pump, Side from) {
    try {
      pump.run();
      outcome.ended(from);
      tellEnd(channel(from.other()));
    } catch (PumpException e) {
      if (e.end() == Relay.End.SOURCE) {
        outcome.failed(from, e.failure());
        close();
      } else {
        outcome.failed(from.other(), e.failure());
      }
    } catch (RuntimeException | Error e) { // a defect; the other direction must not wait for ever
      outcome.failed(from, e);
      close();
    }
  }

  private void tellEnd(QioChannel sink) {
    try {
      if (sink.hasFeature(ChannelFeature.SHUTDOWN)) {
        sink.shutdown(ShutdownMode.WRITE);
        return;
      }
    } catch (IOException e) {
      // It is gone already, and reading from it tells the other direction so.
      return;
    }
    close();
  }

  /** Ends the connection now. Safe to call from any thread, also when it has ended. */
  void cut(String reason) {
    outcome.failed(reason);
    close();
  }

  private void close() {
    if (closed.compareAndSet(false, true)) {
      closeEnd(Side.CLIENT);
      closeEnd(Side.TARGET);
    }
  }

  private void closeEnd(Side side) {
    try {
      channel(side).close();
    } catch (IOException e) {
      outcome.failed(side, e); // what this side was given may not have arrived
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // nobody interrupts this thread; if so, it is not lost
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private QioChannel channel(Side side) {
    return side == Side.CLIENT ? client : target;
  }

  /** What happened, once {@link #run} has returned. */
  ConnectionReport report() {
    return new ConnectionReport(
        number,
        peer,
        toTarget.moved(),
        toClient.moved(),
        System.nanoTime() - started,
        outcome.text());
  }
}
