package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The answering end of a {@link Talk} on an event loop. Its state is the loop's. */
final class LoopServer implements Ready {

  /** Messages of a burst that are received before others get their turn; so many does Netty. */
  private static final int AT_ONCE = 16;

  private final LoopConnection connection;
  private final Talk talk;
  private final ByteBuffer message;
  private final ByteBuffer reply;
  private long sum;
  private int messages;

  LoopServer(LoopConnection connection, Talk talk) {
    this.connection = connection;
    this.talk = talk;
    this.message = ByteBuffer.allocateDirect(talk.size());
    this.reply = Payload.message(talk.reply());
  }

  /** A client that breaks off sees it at its own end, and tells. */
  @Override
  public void readable() throws IOException {
    try {
      int most = talk.isGathered() ? AT_ONCE : 1; // after a lone message nothing is there
      for (int i = 0; i < most && receive(); i++) {}
    } catch (IOException e) {
      connection.close();
    }
  }

  /** False if there may be no more now. */
  private boolean receive() throws IOException {
    if (connection.receive(message) < 0) {
      connection.close();
      return false;
    }
    if (message.hasRemaining()) {
      return false;
    }
    sum += Payload.sum(message.clear());
    messageDone();
    return true;
  }

  private void messageDone() throws IOException {
    if (++messages == talk.burst()) {
      reply.putLong(0, sum).clear();
      messages = 0;
      sum = 0;
      send();
    }
  }

  private void send() throws IOException {
    connection.send(reply);
    if (reply.hasRemaining()) {
      connection.awaitRoom(true);
    }
  }

  @Override
  public void writable() throws IOException {
    try {
      connection.awaitRoom(false);
      send();
    } catch (IOException e) {
      connection.close();
    }
  }
}
