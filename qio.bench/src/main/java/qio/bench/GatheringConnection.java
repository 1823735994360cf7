package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A connection that cannot gather, as those use it who have many small messages: they are copied
 * into one buffer, and leave when it is full or when the burst has ended. A message that would fill
 * the buffer by itself is not copied.
 */
final class GatheringConnection implements Connection {

  /** So much the JDK's engine puts into one record. */
  private static final int RECORD = 16_367;

  private final Connection connection;

  /** Made by the first burst, so that who sends none has none; ready to be filled. */
  private ByteBuffer gathered = ByteBuffer.allocate(0);

  private boolean gathers;

  GatheringConnection(Connection connection) {
    this.connection = connection;
  }

  @Override
  public ByteBuffer allocate(int size) {
    return connection.allocate(size);
  }

  @Override
  public void gather(boolean begins) throws IOException {
    gathers = begins;
    if (gathered.capacity() == 0) {
      gathered = connection.allocate(RECORD);
    }
    if (!begins) {
      flush();
    }
  }

  @Override
  public void sendAll(ByteBuffer src) throws IOException {
    if (!gathers || (gathered.position() == 0 && src.remaining() >= RECORD)) {
      connection.sendAll(src);
      return;
    }
    while (src.hasRemaining()) {
      add(src);
    }
  }

  private void add(ByteBuffer src) throws IOException {
    int behind = gathered.position();
    int count = Math.min(src.remaining(), gathered.remaining());
    gathered.put(behind, src, src.position(), count).position(behind + count);
    src.position(src.position() + count);
    if (!gathered.hasRemaining()) {
      flush();
    }
  }

  private void flush() throws IOException {
    connection.sendAll(gathered.flip());
    gathered.clear();
  }

  @Override
  public boolean receiveFully(ByteBuffer dst) throws IOException {
    return connection.receiveFully(dst);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
