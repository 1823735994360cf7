package qio.api.channel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import qio.api.aio.AioContext;
import qio.api.aio.AioGroup;
import qio.api.aio.ClosedLoopException;

/**
 * Serves an address on all loops of a group.
 *
 * <p>Where there is a listener for each loop ({@code SO_REUSEPORT}), every loop accepts from its
 * own and serves there what it accepted; the operating system spreads the clients. Where there are
 * fewer listeners than loops, a loop that accepts hands the clients out to all loops in turns.
 *
 * <p>A loop that is closed or dies loses no client that waits: its listener, and the clients that
 * were on the way to it, go to another loop. When the last loop is gone the server is closed.
 * Shortage of descriptors and limits to clients are borne as {@link QioListener#addWatch} does it.
 *
 * <p>All methods may be called from any thread.
 */
public final class QioServer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(QioServer.class.getName());

  private final AioGroup group;
  private final List<QioListener> listeners;
  private final ClientHandler handler;
  private final List<ListenerPost> posts = new ArrayList<>(); // written before anybody has it
  private final Map<AioContext, ClientQueue> queues = new HashMap<>(); // as posts

  /** Only the first closer waits for handlers; those of two loops would wait for each other. */
  private final AtomicBoolean closing = new AtomicBoolean();

  private QioServer(AioGroup group, List<QioListener> listeners, ClientHandler handler) {
    this.group = group;
    this.listeners = List.copyOf(listeners);
    this.handler = handler;
  }

  /**
   * Starts to accept. Returns at once; clients may be served before it does.
   *
   * @param group the loops, which stay the caller's
   * @param listeners open listeners, one at least; owned by the server, also if this fails. The
   *     first one is served by the first loop, and so on
   * @param handler what to do with each client
   * @return the server, to be closed by the caller
   * @throws IllegalArgumentException if there is no listener
   * @throws ClosedLoopException if no loop of the group is left
   * @throws IOException if a listener is closed, or a loop cannot wait on it
   */
  public static QioServer start(AioGroup group, List<QioListener> listeners, ClientHandler handler)
      throws IOException {
    if (listeners.isEmpty()) {
      throw new IllegalArgumentException("there is no listener to serve");
    }
    QioServer server = new QioServer(group, listeners, handler);
    try {
      server.begin();
      return server;
    } catch (Throwable e) { // an Error too: nothing may listen on
      server.closeAfter(e);
      throw e;
    }
  }

  private void begin() throws IOException {
    boolean spread = listeners.size() < group.size();
    if (spread) {
      for (AioContext loop : group.contexts()) {
        queues.put(loop, new ClientQueue(loop, client -> serve(client, loop), this::handOut));
      }
    }
    BiConsumer<QioChannel, AioContext> onClient =
        spread ? (client, _) -> handOut(client) : this::serve;
    for (QioListener listener : listeners) {
      posts.add(new ListenerPost(listener, group, onClient));
    }
    for (int i = 0; i < posts.size(); i++) {
      posts.get(i).take(group.at(i % group.size()));
    }
  }

  /** Called on the loop's thread. */
  private void serve(QioChannel client, AioContext loop) {
    try {
      handler.serve(client, loop);
    } catch (Exception e) {
      LOG.log(
          System.Logger.Level.WARNING, address() + ": a client was not taken, and is closed", e);
      closeQuietly(client);
    }
  }

  /** Gives a client to the loop whose turn it is. Called on the thread of one of the loops. */
  private void handOut(QioChannel client) {
    for (int tries = group.size(); tries > 0; tries--) {
      AioContext loop;
      try {
        loop = group.next();
      } catch (ClosedLoopException none) {
        break; // and nobody can serve it
      }
      if (loop.inLoop()) {
        serve(client, loop);
        return;
      }
      ClientQueue queue = queues.get(loop);
      if (queue != null && queue.offer(client)) {
        return;
      }
    }
    closeQuietly(client);
  }

  private void closeQuietly(QioChannel client) {
    try {
      client.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, address() + ": a client that nobody serves", e);
    }
  }

  /**
   * What messages call the server: the address it was opened with, without secrets.
   *
   * @return the address text
   */
  public String address() {
    return listeners.getFirst().address();
  }

  /**
   * The address that clients connect to, with the real port where 0 was asked for; the first one if
   * there are several.
   *
   * @return an address that {@code Qio.connect} understands
   */
  public String localAddress() {
    return listeners.getFirst().localAddress();
  }

  /**
   * Every address that clients may connect to, each once.
   *
   * @return addresses that {@code Qio.connect} understands, one at least
   */
  public List<String> localAddresses() {
    return listeners.stream().flatMap(each -> each.localAddresses().stream()).distinct().toList();
  }

  /**
   * How many listeners it has: one for each loop, or fewer where one address cannot have so many.
   *
   * @return the number, one at least
   */
  public int listeners() {
    return listeners.size();
  }

  /**
   * Whether clients are accepted.
   *
   * @return false once the server is closed, or all of its loops are gone
   */
  public boolean isOpen() {
    return listeners.stream().anyMatch(QioListener::isOpen);
  }

  /**
   * Stops to accept: clients in the backlog are refused, those that no handler has got yet are
   * closed, those that are being served live on. When this returns the handler is not running,
   * unless further up in the caller's own stack, and is never called again; so do not call this
   * while holding what the handler waits for. Closing again does nothing, and does not wait.
   *
   * @throws IOException if closing a listener failed; all are closed all the same
   */
  @Override
  public void close() throws IOException {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    IOException failure = null;
    for (ListenerPost post : posts) {
      try {
        post.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    queues.values().forEach(queue -> queue.end().forEach(this::closeQuietly));
    if (failure != null) {
      throw failure;
    }
  }

  private void closeAfter(Throwable failure) {
    try {
      close();
      for (QioListener each : listeners) {
        each.close(); // of one that has no post yet
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public String toString() {
    return "server[%s %s, listeners: %d, %s]"
        .formatted(localAddress(), isOpen() ? "open" : "closed", listeners.size(), group);
  }
}
