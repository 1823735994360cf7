package qio.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Both ends of a connection that is open, its handshake done. */
record Pair(Connection client, Connection server) {

  static Pair open(Door door) throws IOException {
    FutureTask<Connection> accepted = new FutureTask<>(() -> greet(door.accept()));
    Threads.PLATFORM.start("greeter", accepted);
    Connection client = door.connect();
    if (!client.receiveFully(client.allocate(1))) {
      throw new EOFException("the server went away");
    }
    return new Pair(client, result(accepted));
  }

  private static Connection greet(Connection server) throws IOException {
    server.sendAll(server.allocate(1));
    return server;
  }

  private static Connection result(FutureTask<Connection> accepted) throws IOException {
    try {
      return accepted.get(Crew.LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("nobody was accepted", e);
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while a connection is accepted");
    }
  }
}
