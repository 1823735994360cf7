package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One end of a connection on an event loop: its calls do not wait. */
interface LoopConnection extends AutoCloseable {

  /** Has the loop tell from now on what the connection is ready for. */
  void begin(Ready ready) throws IOException;

  /** Receives what is there; 0 if nothing is, -1 at the end of the stream. */
  int receive(ByteBuffer dst) throws IOException;

  /** Sends as much as there is room for. */
  void send(ByteBuffer src) throws IOException;

  /** As {@link Connection#gather} does. */
  default void gather(boolean begins) throws IOException {}

  /** Has the loop tell, or no longer, when there is room. Called on the loop. */
  void awaitRoom(boolean wanted) throws IOException;

  @Override
  void close() throws IOException;
}
