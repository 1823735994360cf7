package qio.bench;

import java.io.IOException;

/** What an event loop tells the owner of a connection, on its own thread. */
interface Ready {

  /** There is something to receive, or the stream has ended. */
  void readable() throws IOException;

  /** There is room to send; told only while {@link LoopConnection#awaitRoom} asks for it. */
  void writable() throws IOException;
}
