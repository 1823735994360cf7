package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Idle connections of a contender whose calls wait: nobody waits, or a virtual thread for each. */
final class ThreadedHall implements Hall {

  private final Door door;
  private final boolean parked;
  private final List<Connection> connections;
  private final List<Thread> threads;

  /** Shared by all, since nothing comes. */
  private final ByteBuffer nothing = ByteBuffer.allocateDirect(1);

  ThreadedHall(Door door, Setting setting) {
    this.door = door;
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
      if (parked) {
        threads.add(Threads.VIRTUAL.start("idle", () -> park(connection)));
      }
    }
    for (Thread thread : threads) {
      awaitParked(thread);
    }
  }

  private void park(Connection connection) {
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
