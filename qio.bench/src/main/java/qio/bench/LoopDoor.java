package qio.bench;

import java.io.IOException;

/** A listener, an event loop for its clients and one for those that it accepts. */
interface LoopDoor extends AutoCloseable {

  /** Where it listens. */
  int port();

  /** Opens a connection to this listener, on the loop of the clients. */
  LoopConnection connect() throws IOException;

  /** Waits for a connection, which belongs to the loop of the servers. */
  LoopConnection accept() throws IOException;

  /** Runs a task on the loop of the clients. */
  void execute(Runnable task);

  /** Ends the loops; the connections are closed already. */
  @Override
  void close() throws IOException;
}
