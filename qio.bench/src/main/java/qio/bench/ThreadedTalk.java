package qio.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Talks over connections whose calls wait, with a thread at each end. */
final class ThreadedTalk implements Party {

  private final Door door;
  private final Talk talk;
  private final Crew crew;
  private final List<Connection> clients = new ArrayList<>();

  ThreadedTalk(Door door, Setting setting, Talk talk) throws IOException {
    this.door = door;
    this.talk = talk;
    this.crew = new Crew(setting.threads());
    if (setting.idle() > 0) {
      Crowd.come(setting.transport(), door.port(), setting.idle(), this::accept);
    }
    for (int i = 0; i < setting.connections(); i++) {
      crew.addServer(ignored -> serve(door.accept()));
      Connection client = door.connect();
      clients.add(client);
      ByteBuffer message = Payload.fill(client.allocate(talk.size()));
      ByteBuffer reply = client.allocate(talk.reply());
      Latencies.Stopwatch stopwatch = talk.latencies().stopwatch();
      crew.addClient(times -> ask(client, message, reply, stopwatch, times));
    }
  }

  private void accept(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Connection server = door.accept();
      crew.addServer(ignored -> serve(server));
    }
  }

  private void ask(
      Connection client,
      ByteBuffer message,
      ByteBuffer reply,
      Latencies.Stopwatch stopwatch,
      int times)
      throws IOException {
    for (int i = 0; i < times; i++) {
      stopwatch.begin();
      if (talk.isGathered()) {
        client.gather(true);
      }
      for (int sent = 0; sent < talk.burst(); sent++) {
        if (talk.descriptors()) {
          client.sendDescriptor(message.clear());
        } else {
          client.sendAll(message.clear());
        }
      }
      if (talk.isGathered()) {
        client.gather(false);
      }
      if (!client.receiveFully(reply.clear())) {
        throw new EOFException("the server went away");
      }
      talk.check(reply.getLong(0));
      stopwatch.end();
    }
  }

  private void serve(Connection server) throws IOException {
    ByteBuffer message = server.allocate(talk.size());
    ByteBuffer reply = Payload.fill(server.allocate(talk.reply()));
    try (server) {
      for (; ; ) {
        long sum = 0;
        for (int received = 0; received < talk.burst(); received++) {
          long part = receive(server, message.clear());
          if (part < 0) {
            return;
          }
          sum += part;
        }
        server.sendAll(reply.putLong(0, sum).clear());
      }
    }
  }

  /** The part of the sum that one message has, or -1 at the end. */
  private long receive(Connection server, ByteBuffer message) throws IOException {
    if (talk.descriptors()) {
      return server.receiveDescriptor(message);
    }
    return server.receiveFully(message) ? Payload.sum(message) : -1;
  }

  @Override
  public void play(int times) throws IOException {
    crew.play(times);
  }

  @Override
  public void close() throws IOException {
    try (door) {
      for (Connection client : clients) {
        client.close();
      }
      Crowd.leave();
      crew.close();
    }
  }
}
