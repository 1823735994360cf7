package qio.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bursts in both directions at once, over connections whose calls wait: each end has a thread that
 * sends and one that receives. The sum of what is received is checked at both ends.
 */
final class BothWaysTalk implements Party {

  private final Door door;
  private final Talk talk;
  private final Crew crew;
  private final List<Connection> connections = new ArrayList<>();

  BothWaysTalk(Door door, Setting setting, Talk talk) throws IOException {
    this.door = door;
    this.talk = talk;
    this.crew = new Crew(setting.threads());
    for (int i = 0; i < setting.connections(); i++) {
      Pair pair = Pair.open(door);
      addEnd(pair.client());
      addEnd(pair.server());
    }
  }

  private void addEnd(Connection end) {
    connections.add(end);
    ByteBuffer sent = Payload.fill(end.allocate(talk.size()));
    ByteBuffer received = end.allocate(talk.size());
    crew.addClient(times -> send(end, sent, times));
    crew.addClient(times -> receive(end, received, times));
  }

  private void send(Connection end, ByteBuffer message, int times) throws IOException {
    end.gather(true);
    for (int i = 0; i < times * talk.burst(); i++) {
      end.sendAll(message.clear());
    }
    end.gather(false);
  }

  private void receive(Connection end, ByteBuffer message, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      long sum = 0;
      for (int received = 0; received < talk.burst(); received++) {
        if (!end.receiveFully(message.clear())) {
          throw new EOFException("the other end went away");
        }
        sum += Payload.sum(message);
      }
      talk.check(sum);
    }
  }

  @Override
  public void play(int times) throws IOException {
    crew.play(times);
  }

  @Override
  public void close() throws IOException {
    try (door) {
      for (Connection connection : connections) {
        connection.close();
      }
      crew.close();
    }
  }
}
