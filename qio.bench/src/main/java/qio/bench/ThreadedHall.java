package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Idle connections of a contender whose calls wait: nobody waits, or a virtual thread for each. */
final class ThreadedHall implements Hall {

  private final Door door;
  private final boolean greeted;
  private final boolean parked;
  private final List<Connection> connections;
  private final List<Thread> threads;

  private Optional<ByteBuffer> shared = Optional.empty();

  ThreadedHall(Door door, Setting setting) {
    this.door = door;
    this.greeted = setting.transport().isTls();
    this.parked = setting.threads() == Threads.VIRTUAL;
    this.connections = new ArrayList<>(2 * setting.idle());
    this.threads = new ArrayList<>(2 * setting.idle());
  }

  @Override
  public int port() {
    return door.port();
  }

  @Override
  public void accept(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Connection connection = door.accept();
      connections.add(connection);
      ByteBuffer buffer = buffer(connection);
      if (greeted && !connection.receiveFully(buffer.clear().limit(Crowd.HELLO))) {
        throw new IOException("a client did not say hello");
      }
      buffer.clear();
      if (parked) {
        threads.add(Threads.VIRTUAL.start("idle", () -> park(connection, buffer)));
      }
    }
    for (Thread thread : threads) {
      awaitParked(thread);
    }
  }

  /** Shared by all that wait, since nothing comes any more. */
  private ByteBuffer buffer(Connection connection) {
    if (shared.isEmpty()) {
      shared = Optional.of(connection.allocate(Crowd.HELLO + 1));
    }
    return shared.get();
  }

  private void park(Connection connection, ByteBuffer nothing) {
    try {
      connection.receiveFully(nothing);
    } catch (IOException e) {
      // Closed: the hall is cleared.
    }
  }

  private static void awaitParked(Thread thread) throws IOException {
    while (thread.getState() != Thread.State.WAITING) {
      if (!thread.isAlive()) {
        throw new IOException("a thread did not wait in its read");
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() throws IOException {
    try (door) {
      for (Connection connection : connections) {
        connection.close();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted while the threads were ending", e);
    }
  }
}
