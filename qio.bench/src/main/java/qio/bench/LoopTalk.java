package qio.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Talks over connections on event loops, by handlers: one loop for each end. */
final class LoopTalk implements Party {

  private final LoopDoor door;
  private final Talk talk;
  private final Rounds rounds;
  private final List<LoopClient> clients = new ArrayList<>();
  private final List<LoopConnection> connections = new ArrayList<>();

  LoopTalk(LoopDoor door, Setting setting, Talk talk) throws IOException {
    this.door = door;
    this.talk = talk;
    this.rounds = new Rounds(setting.connections());
    if (setting.idle() > 0) {
      Crowd.come(setting.transport(), door.port(), setting.idle(), this::accept);
    }
    for (int i = 0; i < setting.connections(); i++) {
      LoopConnection connection = door.connect();
      connections.add(connection);
      LoopClient client = new LoopClient(connection, talk, rounds);
      clients.add(client);
      connection.begin(client);
      accept(1);
    }
  }

  private void accept(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      LoopConnection connection = door.accept();
      connections.add(connection);
      connection.begin(new LoopServer(connection, talk));
    }
  }

  @Override
  public void play(int times) throws IOException {
    rounds.begin();
    door.execute(() -> clients.forEach(client -> client.begin(times)));
    rounds.await();
  }

  @Override
  public void close() throws IOException {
    try (door) {
      for (LoopConnection connection : connections) {
        connection.close();
      }
      Crowd.leave();
    }
  }
}
