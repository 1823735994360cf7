package qio.api.channel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import qio.api.aio.AioContext;

/**
 * Listens on an address, or on several, and accepts the channels of those who connect to it. (The
 * header's listening {@code QIOChannelSocket}, and {@code QIONetListener}.)
 *
 * <p>Every method may be called from any thread; any number of threads may accept at once. Clients
 * that nobody accepts wait in the backlog. So do those beyond the limit that an {@link Admission}
 * sets, until a client that was accepted is closed.
 *
 * <p>While the process has no descriptor left, or the kernel no memory, those who wait for clients
 * go on waiting: they try again after 10 ms, then after longer and longer times up to a second, and
 * one line in the log says so. The clients wait in the backlog.
 */
public abstract class QioListener implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(QioListener.class.getName());

  private final QioChannel channel;
  private final Admission admission;
  private final AcceptPause pause = new AcceptPause(System::nanoTime, LOG);

  /** Held by the one thread that waits for a client; others queue here. */
  private final ReentrantLock waiting = new ReentrantLock();

  /**
   * Makes an open listener.
   *
   * @param channel what it listens on: has {@link ChannelFeature#LISTEN}, is ready to read while a
   *     client waits, and stops listening when it is closed
   */
  protected QioListener(QioChannel channel) {
    this(channel, Admission.unlimited());
  }

  /**
   * Makes an open listener with a limit to its clients.
   *
   * @param channel as for a listener without
   * @param admission how many clients of this listener, and of others that have the same one, may
   *     be open at once
   */
  protected QioListener(QioChannel channel, Admission admission) {
    this.channel = admission.isLimited() ? new AdmittedChannel(channel, admission) : channel;
    this.admission = admission;
  }

  /**
   * Makes a listener over another, whose {@code ioAccept} takes what {@link #tryAccept} of that one
   * answers. It has the channel of the one below, and that one's limit.
   *
   * @param below the listener below, which this one closes
   */
  protected QioListener(QioListener below) {
    this.channel = below.channel;
    this.admission = Admission.unlimited(); // the one below counts
  }

  /**
   * Makes one listener of several: it accepts from all of them, taking turns among those at which
   * clients wait, and closing it closes them all. The trouble of one does not keep clients of the
   * others out; one that is closed apart from the others is left out. A watch or handler on its
   * {@link #channel} is called once in a turn for each of them at which a client waits. Limits to
   * clients stay those of each. (The header's {@code qio_net_listener_add}.)
   *
   * @param listeners open listeners, one at least; owned by the result
   * @return the listener; the only one itself if there is one only
   * @throws IllegalArgumentException if there is none
   */
  public static QioListener join(List<QioListener> listeners) {
    if (listeners.isEmpty()) {
      throw new IllegalArgumentException("there is no listener to join");
    }
    return listeners.size() == 1 ? listeners.getFirst() : new JoinedListener(listeners);
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
   * The address that clients connect to, with the real port where 0 was asked for; the first one if
   * there are several.
   *
   * @return an address that {@code Qio.connect} understands
   */
  public String localAddress() {
    return channel.localAddress().orElse(address());
  }

  /**
   * Every address that clients may connect to, in the order in which they were given.
   *
   * @return addresses that {@code Qio.connect} understands, one at least
   */
  public List<String> localAddresses() {
    return List.of(localAddress());
  }

  /**
   * Waits for a client and accepts it. A shortage of descriptors or memory is waited out.
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
   * Waits for a client for a limited time. A shortage of descriptors or memory is waited out, as
   * long as there is time.
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
   * @return the client's channel, or empty if there is none yet, or the limit to clients is reached
   * @throws ResourceShortageException if no descriptor or no memory is left for it; it waits in the
   *     backlog
   * @throws IOException if the listener is closed, or this one client could not be accepted
   */
  public final Optional<QioChannel> tryAccept() throws IOException {
    channel.enterShared();
    try {
      Optional<QioChannel> client = admission.admit(this::ioAccept);
      if (client.isPresent()) {
        pause.success(address());
      }
      return client;
    } finally {
      channel.leaveShared();
    }
  }

  private Optional<QioChannel> acceptBefore(long deadline) throws IOException {
    Optional<QioChannel> client = waitsInAccept(deadline) ? Optional.empty() : acceptPatiently();
    if (client.isPresent()) {
      return client;
    }
    if (!takeTurn(deadline)) {
      return Optional.empty();
    }
    try {
      boolean inTime = true;
      while (client.isEmpty() && inTime) {
        inTime = awaitClient(deadline);
        client = waitsInAccept(deadline) ? acceptPatiently(this::waitInAccept) : acceptPatiently();
      }
      return client;
    } finally {
      waiting.unlock();
    }
  }

  /**
   * Whether to wait for a client inside the provider's own call: not while there is a shortage, for
   * a limited time, or for a place that others may take meanwhile.
   */
  private boolean waitsInAccept(long deadline) {
    return deadline == Deadline.NONE
        && !admission.isLimited()
        && pause.remaining() == 0
        && channel.maySleepInCall(IoCondition.IN)
        && ioAcceptWaits();
  }

  private Optional<QioChannel> waitInAccept() throws IOException {
    channel.enterShared();
    try {
      Optional<QioChannel> client = channel.sleepInAccept(this::ioAcceptWaiting);
      if (client.isPresent()) {
        pause.success(address());
      }
      return client;
    } finally {
      channel.leaveShared();
    }
  }

  /** Empty as well if there is a client and nothing to accept it with: then there is a pause. */
  private Optional<QioChannel> acceptPatiently() throws IOException {
    return acceptPatiently(this::tryAccept);
  }

  private Optional<QioChannel> acceptPatiently(Admission.Source source) throws IOException {
    try {
      return source.next();
    } catch (ResourceShortageException e) {
      pause.shortage(e);
      return Optional.empty();
    }
  }

  /** Until a client is there, or the time is up, or it is worth while to wait inside the call. */
  private boolean awaitClient(long deadline) throws IOException {
    long rest = pause.remaining();
    if (rest == 0) {
      return waitsInAccept(deadline) || channel.awaitUntil(null, IoCondition.IN, deadline);
    }
    long left = Deadline.remaining(deadline);
    return restFor(Math.min(rest, left)) || rest < left;
  }

  /** False if the whole time has passed. */
  private boolean restFor(long nanos) throws IOException {
    channel.enterShared();
    try {
      return nanos > 0 && channel.rest(Deadline.after(nanos));
    } finally {
      channel.leaveShared();
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
   * skipped. While there is a shortage, or the limit to clients is reached, the watch rests.
   *
   * @param context the loop
   * @param onClient gets each client's channel, on the loop's thread, and owns it
   * @return the watch; closing it stops accepting and leaves later clients in the backlog
   * @throws IOException if the listener or the loop is closed
   */
  public final WatchSource addWatch(AioContext context, Consumer<QioChannel> onClient)
      throws IOException {
    WatchSource watch = new AcceptWatch(channel, pause);
    channel.remember(watch);
    return watch.attach(
        context,
        (ignored, ready) -> {
          acceptFor(onClient);
          return true;
        });
  }

  /** One client's trouble, or what its owner makes of it, is nobody else's: the watch goes on. */
  private void acceptFor(Consumer<QioChannel> onClient) {
    Optional<QioChannel> client;
    try {
      client = acceptPatiently();
    } catch (ClosedChannelException e) {
      return; // this watch is about to be closed as well
    } catch (IOException e) {
      pause.failure(address(), e);
      return;
    } catch (RuntimeException e) {
      pause.failure(address(), new IOException(e));
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
   * @throws ResourceShortageException if no descriptor or no memory is left for it; it must still
   *     be in the backlog
   * @throws IOException if this client could not be accepted
   */
  protected abstract Optional<QioChannel> ioAccept() throws IOException;

  /**
   * Whether {@link #ioAcceptWaiting} would wait for a client, if the calling thread, a platform
   * thread, called it now. For providers; the default says no.
   *
   * @return true if it would
   */
  protected boolean ioAcceptWaits() {
    return false;
  }

  /**
   * Accepts a client, and waits for it inside the operating system's own call. A wake-up of the
   * channel for {@link IoCondition#IN}, an interrupt of the thread and a close must end that. For
   * providers; called by one thread at a time, without a limit of time, and only after {@link
   * #ioAcceptWaits} has said yes.
   *
   * @return the client's channel, in blocking mode, or empty if the thread was woken, or for no
   *     reason
   * @throws ResourceShortageException as {@link #ioAccept}
   * @throws IOException as {@link #ioAccept}
   */
  protected Optional<QioChannel> ioAcceptWaiting() throws IOException {
    return ioAccept();
  }

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
