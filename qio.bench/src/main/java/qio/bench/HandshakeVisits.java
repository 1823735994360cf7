package qio.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * Connections that are made, secured, greeted by the server and closed again, the server's end
 * first. Whether handshakes were full or resumed, as is wanted, is checked after each play.
 */
final class HandshakeVisits implements Party {

  private final Door door;
  private final Crew crew;
  private final HandshakeCount count;
  private volatile boolean over;

  HandshakeVisits(Door door, Setting setting, boolean resuming) {
    this.door = door;
    this.crew = new Crew(setting.threads());
    this.count = new HandshakeCount(door.tls(), resuming);
    crew.addServer(ignored -> serve());
    crew.addClient(this::visit);
  }

  private void serve() throws IOException {
    ByteBuffer greeting = null;
    while (!over) {
      try (Connection server = door.accept()) {
        if (greeting == null) {
          greeting = server.allocate(Long.BYTES);
        }
        if (!over) {
          server.sendAll(greeting.clear());
        }
      }
    }
  }

  private void visit(int times) throws IOException {
    ByteBuffer greeting = null;
    for (int i = 0; i < times; i++) {
      try (Connection client = door.connect()) {
        if (greeting == null) {
          greeting = client.allocate(Long.BYTES);
        }
        if (!client.receiveFully(greeting.clear())) {
          throw new EOFException("the server did not greet");
        }
        if (client.receiveFully(greeting.clear())) {
          throw new IOException("the server sent too much");
        }
      }
      count.visited();
    }
  }

  @Override
  public void play(int times) throws IOException {
    crew.play(times);
    count.check();
  }

  /** One visitor more, for the server to see that it is over. */
  @Override
  public void close() throws IOException {
    try (door) {
      over = true;
      new Socket(TlsSetup.HOST, door.port()).close();
      crew.close();
    }
  }
}
