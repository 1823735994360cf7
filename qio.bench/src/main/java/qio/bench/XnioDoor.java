package qio.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.xnio.IoFuture;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** XNIO, with a worker of one thread for each end. */
final class XnioDoor implements LoopDoor {

  private static final OptionMap SOCKET = OptionMap.create(Options.TCP_NODELAY, true);

  private final XnioWorker clients;
  private final XnioWorker servers;
  private final AcceptingChannel<StreamConnection> listener;

  /** What the listener's thread has accepted. */
  private final BlockingQueue<StreamConnection> accepted = new LinkedBlockingQueue<>();

  XnioDoor() throws IOException {
    clients = worker("clients");
    servers = worker("servers");
    listener =
        servers.createStreamConnectionServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::accept, SOCKET);
    listener.resumeAccepts();
  }

  private static XnioWorker worker(String name) throws IOException {
    return Xnio.getInstance("nio", XnioDoor.class.getClassLoader())
        .createWorker(
            OptionMap.builder()
                .set(Options.WORKER_NAME, name)
                .set(Options.WORKER_IO_THREADS, 1)
                .getMap());
  }

  private void accept(AcceptingChannel<StreamConnection> from) {
    try {
      for (StreamConnection next = from.accept(); next != null; next = from.accept()) {
        accepted.add(next);
      }
    } catch (IOException e) {
      throw new IllegalStateException("nobody was accepted", e);
    }
  }

  @Override
  public int port() {
    return listener.getLocalAddress(InetSocketAddress.class).getPort();
  }

  @Override
  public LoopConnection connect() throws IOException {
    IoFuture<StreamConnection> connecting =
        clients.openStreamConnection(
            listener.getLocalAddress(InetSocketAddress.class), null, SOCKET);
    if (connecting.await(Crew.LIMIT.toSeconds(), TimeUnit.SECONDS) == IoFuture.Status.WAITING) {
      throw new IOException("no answer from the event loop");
    }
    return new XnioConnection(connecting.get());
  }

  @Override
  public LoopConnection accept() throws IOException {
    try {
      StreamConnection next = accepted.poll(Crew.LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (next == null) {
        throw new IOException("nobody was accepted");
      }
      return new XnioConnection(next);
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while a connection is accepted");
    }
  }

  @Override
  public void execute(Runnable task) {
    clients.getIoThread().execute(task);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    clients.shutdownNow();
    servers.shutdownNow();
  }
}
