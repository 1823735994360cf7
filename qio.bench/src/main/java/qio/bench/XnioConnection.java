package qio.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** A connection of XNIO, with listeners on its worker's thread. */
final class XnioConnection implements LoopConnection {

  /** What either listener does. */
  @FunctionalInterface
  private interface Told {
    void tell() throws IOException;
  }

  private final StreamConnection connection;
  private final ConduitStreamSourceChannel source;
  private final ConduitStreamSinkChannel sink;

  XnioConnection(StreamConnection connection) {
    this.connection = connection;
    this.source = connection.getSourceChannel();
    this.sink = connection.getSinkChannel();
  }

  @Override
  public void begin(Ready ready) {
    source.setReadListener(channel -> tell(ready::readable));
    sink.setWriteListener(channel -> tell(ready::writable));
    source.resumeReads();
  }

  private static void tell(Told told) {
    try {
      told.tell();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // XNIO logs it
    }
  }

  @Override
  public int receive(ByteBuffer dst) throws IOException {
    return source.read(dst);
  }

  @Override
  public void send(ByteBuffer src) throws IOException {
    sink.write(src);
  }

  @Override
  public void awaitRoom(boolean wanted) {
    if (wanted) {
      sink.resumeWrites();
    } else {
      sink.suspendWrites();
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
