package qio.spi.socket;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import qio.api.channel.IoCondition;
import qio.api.channel.WatchSource;
import qio.posix.ConnectProgress;
import qio.posix.SocketName;

/**
 * One place that is being connected to, and the channel for it, which this owns until it is taken.
 *
 * <pre>
 *   start --&gt; CONNECTING --&gt; CONNECTED --take--&gt; (the taker's)
 *         --&gt; QUEUE_FULL --start--&gt; …
 * </pre>
 *
 * <p>Used by the one thread that dials; only {@code ready} is written by a loop.
 */
final class ConnectAttempt implements AutoCloseable {

  /** How far it got. */
  enum State {
    /** The answer is awaited. */
    CONNECTING,
    /** The queue of a UNIX listener has no room; the kernel tells nobody when it has again. */
    QUEUE_FULL,
    /** There is a connection. */
    CONNECTED
  }

  private static final long FIRST_PAUSE_NANOS = 1_000_000;
  private static final long LONGEST_PAUSE_NANOS = 64_000_000;

  private final SocketEngine engine;
  private final String address;
  private final SocketName place;
  private final StreamSettings settings;

  private @Nullable StreamChannel channel;
  private @Nullable WatchSource watch;
  private State state = State.CONNECTING;
  private long pause = FIRST_PAUSE_NANOS;
  private long again;

  /** Whether it is worth asking how the connect went; set by the loop, cleared by the dialer. */
  private volatile boolean ready;

  ConnectAttempt(SocketEngine engine, String address, SocketName place, StreamSettings settings) {
    this.engine = engine;
    this.address = address;
    this.place = place;
    this.settings = settings;
  }

  SocketName place() {
    return place;
  }

  State state() {
    return state;
  }

  /** Nanoseconds until a full queue is worth another attempt; 0 or less once it is. */
  long untilAgain() {
    return again - System.nanoTime();
  }

  /** Starts to connect. */
  void start() throws IOException {
    close();
    StreamChannel opened = engine.open(address, place, settings);
    channel = opened;
    ready = false;
    take(opened.startConnect(place));
  }

  private void take(ConnectProgress progress) {
    state =
        switch (progress) {
          case CONNECTED -> State.CONNECTED;
          case IN_PROGRESS -> State.CONNECTING;
          case QUEUE_FULL -> State.QUEUE_FULL;
        };
    if (state == State.QUEUE_FULL) {
      again = System.nanoTime() + pause;
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
  }

  /**
   * Goes on, if there is anything new.
   *
   * @throws IOException if connecting has failed
   */
  State advance() throws IOException {
    if (state == State.QUEUE_FULL && untilAgain() <= 0) {
      start();
    } else if (state == State.CONNECTING && ready) {
      ready = false;
      endWatch();
      take(opened().finishConnect());
    }
    return state;
  }

  /** Waits for the answer on the calling thread alone; for who waits for nothing else. */
  void await(long nanos) throws IOException {
    ready = opened().await(IoCondition.OUT, java.time.Duration.ofNanos(nanos));
  }

  /** Lets a loop look out for the answer and unpark the dialer when it is there. */
  void watchFor(Thread dialer) throws IOException {
    if (state != State.CONNECTING || watch != null) {
      return;
    }
    watch =
        opened()
            .addWatch(
                IoCondition.of(IoCondition.OUT, IoCondition.ERR, IoCondition.HUP),
                (channel, told) -> {
                  ready = true;
                  LockSupport.unpark(dialer);
                  return false;
                },
                SocketLoop.context());
  }

  boolean isReady() {
    return ready;
  }

  private void endWatch() {
    WatchSource ended = watch;
    watch = null;
    if (ended != null) {
      ended.close();
    }
  }

  /** Gives the connected channel away, set up for its user. */
  StreamChannel take() throws IOException {
    endWatch();
    StreamChannel connected = opened();
    connected.settle(settings);
    channel = null;
    return connected;
  }

  private StreamChannel opened() {
    return java.util.Objects.requireNonNull(channel, "not started");
  }

  /** Closes the channel, if it was not given away. */
  @Override
  public void close() throws IOException {
    StreamChannel left = channel;
    channel = null;
    watch = null; // the channel closes it
    if (left != null) {
      left.close();
    }
  }
}
