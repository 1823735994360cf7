package qio.api.channel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import qio.api.aio.AioContext;

/**
 * Listens on an address and accepts the channels of those who connect to it. (The header's
 * listening {@code QIOChannelSocket}, and {@code QIONetListener}.)
 *
 * <p>Every method may be called from any thread; any number of threads may accept at once. Clients
 * that nobody accepts wait in the backlog.
 */
public abstract class QioListener implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(QioListener.class.getName());

  private final QioChannel channel;

  /** Held by the one thread that waits for a client; others queue here. */
  private final ReentrantLock waiting = new ReentrantLock();

  /**
   * Makes an open listener.
   *
   * @param channel what it listens on: has {@link ChannelFeature#LISTEN}, is ready to read while a
   *     client waits, and stops listening when it is closed
   */
  protected QioListener(QioChannel channel) {
    this.channel = channel;
  }

  /**
   * What it listens on, for watches, loop handlers and its descriptor. It neither reads nor writes.
   *
   * @return the channel, which has {@link ChannelFeature#LISTEN}
   */
  public final QioChannel channel() {
    return channel;
  }

  /**
   * What messages call this listener: the address it was opened with, without secrets.
   *
   * @return the address text
   */
  public String address() {
    return channel.address();
  }

  /**
   * The address that clients connect to, with the real port where 0 was asked for.
   *
   * @return an address that {@code Qio.connect} understands
   */
  public String localAddress() {
    return channel.localAddress().orElse(address());
  }

  /**
   * Waits for a client and accepts it.
   *
   * @return the client's channel, in blocking mode, owned by the caller
   * @throws InterruptedIOException if the thread is interrupted; the listener is still usable
   * @throws IOException if the listener is closed, or this one client could not be accepted; later
   *     ones may be
   */
  public final QioChannel accept() throws IOException {
    return acceptBefore(Deadline.NONE).orElseThrow();
  }

  /**
   * Waits for a client for a limited time.
   *
   * @param limit how long to wait at most
   * @return the client's channel, or empty if the time was up
   * @throws IOException as {@link #accept()}
   */
  public final Optional<QioChannel> accept(Duration limit) throws IOException {
    return acceptBefore(Deadline.after(limit));
  }

  /**
   * Accepts a client that is waiting already.
   *
   * @return the client's channel, or empty if there is none yet
   * @throws IOException if the listener is closed, or this one client could not be accepted
   */
  public final Optional<QioChannel> tryAccept() throws IOException {
    channel.enterShared();
    try {
      return ioAccept();
    } finally {
      channel.leaveShared();
    }
  }

  private Optional<QioChannel> acceptBefore(long deadline) throws IOException {
    Optional<QioChannel> client = tryAccept();
    if (client.isPresent()) {
      return client;
    }
    if (!takeTurn(deadline)) {
      return Optional.empty();
    }
    try {
      boolean inTime = true;
      while (client.isEmpty() && inTime) {
        inTime = channel.awaitUntil(null, IoCondition.IN, deadline);
        client = tryAccept();
      }
      return client;
    } finally {
      waiting.unlock();
    }
  }

  private boolean takeTurn(long deadline) throws IOException {
    try {
      return waiting.tryLock(Deadline.remaining(deadline), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw ChannelFailures.interrupted(address(), 0);
    }
  }

  /**
   * Accepts clients on a loop, one in every turn, until the watch or the listener is closed. A
   * client that cannot be accepted, or that the callback does not take, is logged, closed and
   * skipped.
   *
   * @param context the loop
   * @param onClient gets each client's channel, on the loop's thread, and owns it
   * @return the watch; closing it stops accepting and leaves later clients in the backlog
   * @throws IOException if the listener or the loop is closed
   */
  public final WatchSource addWatch(AioContext context, Consumer<QioChannel> onClient)
      throws IOException {
    return channel.addWatch(
        IoCondition.of(IoCondition.IN),
        (ignored, ready) -> {
          acceptFor(onClient);
          return true;
        },
        context);
  }

  /** One client's trouble, or what its owner makes of it, is nobody else's: the watch goes on. */
  private void acceptFor(Consumer<QioChannel> onClient) {
    Optional<QioChannel> client;
    try {
      client = tryAccept();
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, address() + ": a client could not be accepted", e);
      return;
    }
    client.ifPresent(channel -> handOver(channel, onClient));
  }

  private void handOver(QioChannel client, Consumer<QioChannel> onClient) {
    try {
      onClient.accept(client);
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING, address() + ": a client was not taken, and is closed", e);
      closeQuietly(client);
    }
  }

  private void closeQuietly(QioChannel client) {
    try {
      client.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, address() + ": a client that nobody took", e);
    }
  }

  /**
   * Accepts a client without waiting. For providers.
   *
   * @return the client's channel, in blocking mode, or empty if there is none
   * @throws IOException if this client could not be accepted
   */
  protected abstract Optional<QioChannel> ioAccept() throws IOException;

  /**
   * Whether the listener was not closed yet.
   *
   * @return false from the moment at which a close begins
   */
  public final boolean isOpen() {
    return channel.isOpen();
  }

  /**
   * Stops listening: threads that wait for a client are woken with {@link
   * java.nio.channels.AsynchronousCloseException}, clients in the backlog are refused, accepted
   * ones live on. Closing again does nothing.
   *
   * @throws IOException if closing failed; the listener is closed all the same
   */
  @Override
  public final void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return "listener[" + localAddress() + (isOpen() ? " open]" : " closed]");
  }
}
