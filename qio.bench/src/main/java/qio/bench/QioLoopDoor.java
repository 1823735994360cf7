package qio.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.QioTarget;
import qio.api.aio.AioContext;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/** QIO, with two loops that have threads of their own. */
final class QioLoopDoor implements LoopDoor {

  private final QioListener listener;
  private final QioTarget target;
  private final boolean tls;

  /** Servers whose handshake is done. */
  private final Queue<QioChannel> waiting = new ArrayDeque<>();

  private final AioContext clients = AioContext.open("clients");
  private final AioContext servers = AioContext.open("servers");

  /**
   * Opens the door.
   *
   * @param transport TCP or TLS over it
   * @param tuning what is done to each loop before it runs
   */
  QioLoopDoor(Transport transport, Consumer<AioContext> tuning) throws IOException {
    tls = transport.isTls();
    if (tls) {
      TlsSetup setup = new TlsSetup(transport);
      listener = Qio.listen("tls+tcp://127.0.0.1:0?engine=native", QioDoor.options(setup.server));
      target = target(QioDoor.options(setup.client));
    } else {
      listener = Qio.listen("tcp://127.0.0.1:0?engine=native");
      target = target(QioOptions.none());
    }
    tuning.accept(clients);
    tuning.accept(servers);
    clients.start();
    servers.start();
  }

  private QioTarget target(QioOptions options) throws IOException {
    return Qio.target(listener.localAddress() + "?engine=native", options);
  }

  @Override
  public int port() {
    return QioDoor.port(listener);
  }

  @Override
  public LoopConnection connect() throws IOException {
    if (tls) {
      return connectSecurely();
    }
    return on(clients, target.connect());
  }

  /** Both handshakes at once, since either waits for the other. */
  private LoopConnection connectSecurely() throws IOException {
    FutureTask<QioChannel> accepted = new FutureTask<>(this::acceptSecurely);
    Threads.PLATFORM.start("greeter", accepted);
    QioChannel client = target.connect();
    try {
      waiting.add(accepted.get(Crew.LIMIT.toSeconds(), TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("nobody was accepted", e);
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while a connection is accepted");
    }
    return on(clients, client);
  }

  private QioChannel acceptSecurely() throws IOException {
    QioChannel server = listener.accept();
    server.handshake();
    return server;
  }

  @Override
  public LoopConnection accept() throws IOException {
    QioChannel ready = waiting.poll();
    if (ready == null) {
      ready = tls ? acceptSecurely() : listener.accept();
    }
    return on(servers, ready);
  }

  private LoopConnection on(AioContext loop, QioChannel channel) throws IOException {
    channel.setBlocking(false);
    return new QioLoopConnection(channel, loop, tls);
  }

  @Override
  public void execute(Runnable task) {
    clients.execute(task);
  }

  @Override
  public void close() throws IOException {
    try (listener) {
      clients.close();
      servers.close();
    }
  }
}
