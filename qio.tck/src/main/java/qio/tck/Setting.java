package qio.tck;

import java.io.IOException;
import java.util.concurrent.Callable;
import qio.api.channel.QioChannel;

/** In which mode the channels of a test are, and on which kind of thread it uses them. */
public enum Setting {
  /** Transfers wait, on a platform thread. */
  BLOCKING_PLATFORM(true, false),
  /** Transfers wait, on a virtual thread. */
  BLOCKING_VIRTUAL(true, true),
  /** Transfers never wait, on a platform thread. */
  NON_BLOCKING_PLATFORM(false, false),
  /** Transfers never wait, on a virtual thread. */
  NON_BLOCKING_VIRTUAL(false, true);

  private final boolean blocking;
  private final boolean virtual;

  Setting(boolean blocking, boolean virtual) {
    this.blocking = blocking;
    this.virtual = virtual;
  }

  /**
   * The mode.
   *
   * @return true if transfers wait
   */
  public boolean isBlocking() {
    return blocking;
  }

  /**
   * The kind of thread.
   *
   * @return true if it is virtual
   */
  public boolean isVirtual() {
    return virtual;
  }

  /**
   * Puts a channel into this mode.
   *
   * @param channel the channel
   * @throws IOException if it cannot be used in that mode
   */
  public void applyTo(QioChannel channel) throws IOException {
    channel.setBlocking(blocking);
  }

  /**
   * Opens a pair, puts it into this mode, and runs the body with it on a thread of this kind,
   * within a time limit. The pair is closed afterwards, whatever happens.
   *
   * @param subject opens the pair
   * @param body the test
   * @throws Exception what the body has thrown
   */
  public void run(ChannelSubject subject, Use<ChannelPair> body) throws Exception {
    ChannelPair pair = subject.openPair();
    try {
      applyTo(pair.writer());
      applyTo(pair.reader());
      Job<Void> test =
          start(
              () -> {
                body.with(pair);
                return null;
              });
      test.await();
    } finally {
      pair.closeWhateverIsLost(this);
    }
  }

  /**
   * The same for a test that opens what it needs itself.
   *
   * @param body the test
   * @throws Exception what the body has thrown
   */
  public void run(Job.Body body) throws Exception {
    Job<Void> test =
        start(
            () -> {
              body.run();
              return null;
            });
    test.await();
  }

  /**
   * Runs something beside the caller, on a thread of this kind.
   *
   * @param work what to do
   * @param <T> what it answers
   * @return the job that is running
   */
  public <T> Job<T> start(Callable<T> work) {
    return Job.start(virtual, work);
  }
}
