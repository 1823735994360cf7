package qio.bench;

import java.io.IOException;
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

  private final LoopDoor door;
  private final List<LoopConnection> connections;

  LoopHall(LoopDoor door, Setting setting) {
    this.door = door;
    this.connections = new ArrayList<>(2 * setting.idle());
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
