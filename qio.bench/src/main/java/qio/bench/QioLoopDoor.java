package qio.bench;

import java.io.IOException;
import java.util.function.Consumer;
import qio.api.Qio;
import qio.api.aio.AioContext;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/** QIO, with two loops that have threads of their own. */
final class QioLoopDoor implements LoopDoor {

  private final QioListener listener = Qio.listen("tcp://127.0.0.1:0?engine=native");
  private final AioContext clients = AioContext.open("clients");
  private final AioContext servers = AioContext.open("servers");

  /**
   * Opens the door.
   *
   * @param tuning what is done to each loop before it runs
   */
  QioLoopDoor(Consumer<AioContext> tuning) throws IOException {
    tuning.accept(clients);
    tuning.accept(servers);
    clients.start();
    servers.start();
  }

  @Override
  public int port() {
    return QioDoor.port(listener);
  }

  @Override
  public LoopConnection connect() throws IOException {
    return on(clients, Qio.connect(listener.localAddress() + "?engine=native"));
  }

  @Override
  public LoopConnection accept() throws IOException {
    return on(servers, listener.accept());
  }

  private static LoopConnection on(AioContext loop, QioChannel channel) throws IOException {
    channel.setBlocking(false);
    return new QioLoopConnection(channel, loop);
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
