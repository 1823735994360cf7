package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Connections that are made, accepted and closed again, the server's end first: so no port is left
 * waiting on the client's side.
 */
final class ThreadedVisits implements Party {

  private final Door door;
  private final Crew crew;
  private volatile boolean over;

  ThreadedVisits(Door door, Setting setting) {
    this.door = door;
    this.crew = new Crew(setting.threads());
    crew.addServer(ignored -> serve());
    ByteBuffer nothing = ByteBuffer.allocateDirect(1);
    crew.addClient(times -> visit(nothing, times));
  }

  private void serve() throws IOException {
    while (!over) {
      door.accept().close();
    }
  }

  private void visit(ByteBuffer nothing, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      try (Connection client = door.connect()) {
        if (client.receiveFully(nothing.clear())) {
          throw new IOException("the server sent something");
        }
      }
    }
  }

  @Override
  public void play(int times) throws IOException {
    crew.play(times);
  }

  /** One visitor more, for the server to see that it is over. */
  @Override
  public void close() throws IOException {
    try (door) {
      over = true;
      door.connect().close();
      crew.close();
    }
  }
}
