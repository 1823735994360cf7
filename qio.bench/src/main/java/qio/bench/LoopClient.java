package qio.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The asking end of a {@link Talk} on an event loop. Its state is the loop's. */
final class LoopClient implements Ready {

  private final LoopConnection connection;
  private final Talk talk;
  private final Rounds rounds;
  private final Latencies.Stopwatch stopwatch;
  private final ByteBuffer message;
  private final ByteBuffer reply;
  private int times;
  private int unsent;

  LoopClient(LoopConnection connection, Talk talk, Rounds rounds) {
    this.connection = connection;
    this.talk = talk;
    this.rounds = rounds;
    this.stopwatch = talk.latencies().stopwatch();
    this.message = Payload.message(talk.size());
    this.reply = ByteBuffer.allocateDirect(talk.reply());
  }

  /** Sends the first burst. Called on the loop. */
  void begin(int count) {
    times = count;
    try {
      beginBurst();
    } catch (IOException | RuntimeException e) {
      rounds.failed(e);
    }
  }

  private void beginBurst() throws IOException {
    stopwatch.begin();
    unsent = talk.burst();
    if (talk.isGathered()) {
      connection.gather(true);
    }
    send();
  }

  /** Sends as long as the connection takes it. */
  private void send() throws IOException {
    while (unsent > 0) {
      connection.send(message);
      if (message.hasRemaining()) {
        connection.awaitRoom(true);
        return;
      }
      message.clear();
      unsent--;
    }
    if (talk.isGathered()) {
      connection.gather(false);
    }
  }

  @Override
  public void writable() {
    try {
      connection.awaitRoom(false);
      send();
    } catch (IOException | RuntimeException e) {
      rounds.failed(e);
    }
  }

  @Override
  public void readable() {
    try {
      receive();
    } catch (IOException | RuntimeException e) {
      rounds.failed(e);
    }
  }

  private void receive() throws IOException {
    if (connection.receive(reply) < 0) {
      connection.close();
      throw new EOFException("the server went away");
    }
    if (reply.hasRemaining()) {
      return;
    }
    talk.check(reply.getLong(0));
    stopwatch.end();
    reply.clear();
    if (--times == 0) {
      rounds.done();
      return;
    }
    beginBurst();
  }
}
