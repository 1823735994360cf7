package qio.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that live as long as a party: clients who are told when to begin, and servers. */
final class Crew implements AutoCloseable {

  /** How long one play, and the end of a thread, may take. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  /** What a client does each time, or a server until its client has gone. */
  interface Job {
    void run(int times) throws IOException;
  }

  private final Threads kind;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Semaphore> starts = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  // written before the clients are told to begin
  private volatile CountDownLatch running = new CountDownLatch(0);
  private volatile int times;
  private volatile boolean over;

  Crew(Threads kind) {
    this.kind = kind;
  }

  void addServer(Job job) {
    threads.add(kind.start("server", () -> guarded(job, 0)));
  }

  void addClient(Job job) {
    Semaphore start = new Semaphore(0);
    starts.add(start);
    threads.add(kind.start("client", () -> serve(start, job)));
  }

  private void serve(Semaphore start, Job job) {
    for (; ; ) {
      start.acquireUninterruptibly();
      if (over) {
        return;
      }
      guarded(job, times);
      running.countDown();
    }
  }

  private void guarded(Job job, int count) {
    try {
      job.run(count);
    } catch (IOException | RuntimeException | Error e) {
      failure.compareAndSet(null, e); // the first one is the cause of the others
    }
  }

  /** Has every client do its job, and waits for them. */
  void play(int count) throws IOException {
    CountDownLatch latch = new CountDownLatch(starts.size());
    running = latch;
    times = count;
    for (Semaphore start : starts) {
      start.release();
    }
    try {
      if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException(latch.getCount() + " clients hang", failure.get());
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while the clients run");
    }
    check();
  }

  private void check() throws IOException {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IOException("a thread failed: " + cause, cause);
    }
  }

  /** Ends the clients and waits for everybody; whoever serves must have been told before. */
  @Override
  public void close() throws IOException {
    over = true;
    starts.forEach(Semaphore::release);
    try {
      for (Thread thread : threads) {
        if (!thread.join(LIMIT)) {
          throw new IOException("a thread does not end: " + thread);
        }
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while the threads were ending");
    }
    check();
  }
}
