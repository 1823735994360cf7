package qio.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An event loop as one writes it by hand: a {@link Selector}, a queue of tasks, and a thread. */
final class SelectorLoop implements AutoCloseable {

  private final Selector selector = Selector.open();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean over;

  SelectorLoop(String name) throws IOException {
    thread = Threads.LOOP.start(name, this::run);
  }

  private void run() {
    while (!over) {
      try {
        selector.select(SelectorLoop::serve);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }
  }

  private static void serve(SelectionKey key) {
    SelectorConnection connection = (SelectorConnection) key.attachment();
    try {
      connection.serve(key.readyOps());
    } catch (CancelledKeyException e) {
      // Closed by another thread: the talk is over.
    }
  }

  void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  /** Watches for what comes in, from now on. Called on the loop. */
  SelectionKey register(SocketChannel channel, SelectorConnection connection) throws IOException {
    return channel.register(selector, SelectionKey.OP_READ, connection);
  }

  @Override
  public void close() throws IOException {
    over = true;
    selector.wakeup();
    try {
      if (!thread.join(Crew.LIMIT)) {
        throw new IOException("a loop does not end: " + thread);
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while a loop was ending");
    } finally {
      selector.close();
    }
  }
}
