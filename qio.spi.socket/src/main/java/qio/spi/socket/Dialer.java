package qio.spi.socket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import qio.api.channel.IoCondition;
import qio.posix.ConnectProgress;
import qio.posix.SocketName;

/**
 * Connects: tries every place that an address stands for, in order, within one limit for all of
 * them. Each place gets its share of the time that is left, so that one which never answers does
 * not keep the others from being tried.
 *
 * <p>Used by one thread, once. Looking a host up may take longer than the limit: the JDK can
 * neither time nor interrupt it.
 */
final class Dialer {

  private static final long FIRST_PAUSE_MILLIS = 1;
  private static final long LONGEST_PAUSE_MILLIS = 64;

  private final SocketEngine engine;
  private final StreamTarget target;
  private final StreamSettings settings;
  private final String address;

  Dialer(SocketEngine engine, StreamTarget target, StreamSettings settings) {
    this.engine = engine;
    this.target = target;
    this.settings = settings;
    this.address = target.address();
  }

  /**
   * Connects.
   *
   * @return the connected channel
   * @throws InterruptedIOException if the thread is interrupted while it waits
   * @throws IOException if no place could be connected to; the message tells what each of them said
   */
  StreamChannel dial() throws IOException {
    return dial(target.toConnect());
  }

  /** Connects to the first of these places that lets it. */
  StreamChannel dial(List<SocketName> places) throws IOException {
    long deadline = deadline(settings.connectTimeout());
    List<SocketFailures.Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      SocketName place = places.get(i);
      long now = System.nanoTime();
      long share = now + (deadline - now) / (places.size() - i);
      try {
        return attempt(place, share);
      } catch (SocketTimeoutException noAnswer) {
        attempts.add(new SocketFailures.Attempt(place, noAnswer));
      } catch (InterruptedIOException interrupted) {
        throw interrupted;
      } catch (IOException failed) {
        attempts.add(new SocketFailures.Attempt(place, failed));
      }
    }
    throw SocketFailures.connecting(address, attempts);
  }

  private static long deadline(Duration limit) {
    Duration effective = limit.isPositive() ? limit : Duration.ofNanos(Long.MAX_VALUE / 4);
    return System.nanoTime() + Math.min(effective.toNanos(), Long.MAX_VALUE / 4);
  }

  private StreamChannel attempt(SocketName place, long deadline) throws IOException {
    long pause = FIRST_PAUSE_MILLIS;
    for (; ; ) {
      StreamChannel channel = engine.open(address, place, settings);
      boolean connected = false;
      try {
        connected = connect(channel, place, deadline);
        if (connected) {
          return channel;
        }
      } finally {
        if (!connected) {
          channel.close();
        }
      }
      pause(pause, deadline);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  /** Answers false if the listener's queue was full. */
  private boolean connect(StreamChannel channel, SocketName place, long deadline)
      throws IOException {
    ConnectProgress progress = channel.startConnect(place);
    while (progress == ConnectProgress.IN_PROGRESS) {
      if (!awaitAnswer(channel, deadline)) {
        throw noAnswer();
      }
      progress = channel.finishConnect();
    }
    if (progress == ConnectProgress.QUEUE_FULL) {
      return false;
    }
    channel.settle(settings);
    return true;
  }

  private boolean awaitAnswer(StreamChannel channel, long deadline) throws IOException {
    try {
      long left = Math.max(0, deadline - System.nanoTime());
      return channel.await(IoCondition.OUT, Duration.ofNanos(left));
    } catch (SocketTimeoutException timeout) {
      throw timeout;
    } catch (InterruptedIOException e) {
      throw interrupted(e);
    }
  }

  /**
   * The kernel tells nobody when a UNIX listener's queue has room again: all that one can do is to
   * come back.
   */
  private void pause(long millis, long deadline) throws IOException {
    if (deadline - System.nanoTime() <= 0) {
      throw noAnswer();
    }
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private SocketTimeoutException noAnswer() {
    return new SocketTimeoutException("no answer in time");
  }

  private InterruptedIOException interrupted(Exception cause) {
    var failure =
        new InterruptedIOException(
            address + ": interrupted while connecting; nothing is left open");
    failure.initCause(cause);
    return failure;
  }
}
