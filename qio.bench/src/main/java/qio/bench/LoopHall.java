package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Idle connections on an event loop, each with a handler for what it might receive. */
final class LoopHall implements Hall {

  /** Shared by all, since it has nothing to do. */
  private static final Ready NOBODY =
      new Ready() {
        @Override
        public void readable() {}

        @Override
        public void writable() {}
      };

  /** What a client of TLS says goes here. */
  private final ByteBuffer hello = ByteBuffer.allocateDirect(Crowd.HELLO);

  private final boolean greeted;

  private final LoopDoor door;
  private final List<LoopConnection> connections;

  LoopHall(LoopDoor door, Setting setting) {
    this.door = door;
    this.greeted = setting.transport().isTls();
    this.connections = new ArrayList<>(2 * setting.idle());
  }

  /** It comes right after the handshake, which is done. */
  private void awaitHello(LoopConnection connection) throws IOException {
    long end = System.nanoTime() + Crew.LIMIT.toNanos();
    while (connection.receive(hello.clear()) == 0) {
      if (System.nanoTime() > end) {
        throw new IOException("a client does not say hello");
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public int port() {
    return door.port();
  }

  @Override
  public void accept(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      LoopConnection connection = door.accept();
      connections.add(connection);
      if (greeted) {
        awaitHello(connection);
      }
      connection.begin(NOBODY);
    }
  }

  @Override
  public void close() throws IOException {
    try (door) {
      for (LoopConnection connection : connections) {
        connection.close();
      }
    }
  }
}
