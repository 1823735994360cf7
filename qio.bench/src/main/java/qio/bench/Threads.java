package qio.bench;

/** The kind of the threads at both ends. */
public enum Threads {
  /** One of the operating system for each end. */
  PLATFORM {
    @Override
    Thread.Builder builder() {
      return Thread.ofPlatform().daemon();
    }
  },
  /** A virtual one for each end. */
  VIRTUAL {
    @Override
    Thread.Builder builder() {
      return Thread.ofVirtual();
    }
  },
  /** Two for all connections: an event loop for the clients and one for the servers. */
  LOOP {
    @Override
    Thread.Builder builder() {
      return Thread.ofPlatform().daemon();
    }
  };

  abstract Thread.Builder builder();

  Thread start(String name, Runnable job) {
    return builder().name(name).start(job);
  }
}
