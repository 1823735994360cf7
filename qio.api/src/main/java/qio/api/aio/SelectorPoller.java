package qio.api.aio;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The portable poller: a {@link Selector}, for channels of {@code java.nio} and nothing else.
 *
 * <p>What a selector cannot tell apart arrives as {@link Readiness#READ} or {@link
 * Readiness#WRITE}: a hang-up and an error make a channel readable or writable, whichever was asked
 * for, and the next call on it says what has happened. Urgent data it cannot tell at all.
 *
 * <p>A cancelled key stays with its channel until the selector selects again; until then the
 * channel can neither be registered again nor is its descriptor given back. So cancelling selects:
 * the caller locks the {@code gate}, which keeps the polling thread from entering its next
 * selection, wakes it out of the one it may be in, and selects itself without waiting.
 *
 * <p>Lock order: gate, then what {@code java.nio} locks.
 */
final class SelectorPoller implements Poller {

  private static final long MILLI = 1_000_000;

  private final Selector selector;
  private final ReentrantLock gate = new ReentrantLock();
  private final Consumer<SelectionKey> teller = SelectorPoller::tell;
  private volatile @Nullable Thread polling; // who is in a selection; written by that thread
  private volatile boolean woken; // set by wakeup(), cleared by the poll that it woke

  SelectorPoller() throws IOException {
    this.selector = Selector.open();
  }

  @Override
  public boolean accepts(Pollable pollable) {
    return pollable instanceof Pollable.OfChannel named
        && named.channel().provider() == selector.provider();
  }

  @Override
  public PollKey register(Pollable pollable, int interest, ReadinessListener listener)
      throws IOException {
    SelectableChannel channel = channelOf(pollable);
    Registration registration = new Registration(channel, listener);
    gate.lock();
    try {
      SelectionKey old = channel.keyFor(selector);
      if (old != null && old.isValid()) {
        throw new IllegalArgumentException(channel + " is registered already");
      }
      if (old != null) {
        flush();
      }
      int operations = registration.operations(interest);
      registration.key = channel.register(selector, operations, registration);
    } finally {
      gate.unlock();
    }
    applyNow();
    return registration;
  }

  private SelectableChannel channelOf(Pollable pollable) {
    if (!(pollable instanceof Pollable.OfChannel(SelectableChannel channel))) {
      throw new IllegalArgumentException(
          ("a selector waits on channels of java.nio only, not on %s; descriptors need a native"
                  + " poller: put module qio.posix on the module path and pass"
                  + " --enable-native-access=qio.posix")
              .formatted(pollable));
    }
    if (!accepts(pollable)) {
      throw new IllegalArgumentException(
          "%s comes from %s; this selector waits on channels of %s"
              .formatted(channel, channel.provider(), selector.provider()));
    }
    if (channel.isBlocking()) {
      throw new IllegalArgumentException(
          channel + " is in blocking mode; call configureBlocking(false) before it is watched");
    }
    return channel;
  }

  @Override
  public int poll(long timeoutNanos) throws IOException {
    // An interrupt would end every wait at once for as long as it is pending.
    boolean interrupted = Thread.interrupted();
    passGate();
    try {
      return select(timeoutNanos);
    } finally {
      polling = null;
      woken = false;
      boolean interruptedMeanwhile = Thread.interrupted();
      if (interrupted || interruptedMeanwhile) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Lets those go first who wait for this thread to be outside of a selection. */
  private void passGate() {
    gate.lock();
    try {
      polling = Thread.currentThread();
    } finally {
      gate.unlock();
    }
  }

  private int select(long timeoutNanos) throws IOException {
    if (timeoutNanos == 0) {
      return selector.selectNow(teller);
    }
    // Rounded up, so that a timer is not polled for in vain; 0 is "without limit" here.
    long millis = timeoutNanos < 0 ? 0 : 1 + (timeoutNanos - 1) / MILLI;
    return selector.select(teller, millis);
  }

  private static void tell(SelectionKey key) {
    try {
      Registration registration = (Registration) key.attachment();
      registration.listener.ready(readiness(key.readyOps()));
    } catch (CancelledKeyException goneMeanwhile) {
      // Cancelled, or its channel closed, by another thread while this one was selecting.
    }
  }

  private static int readiness(int operations) {
    int ready = Readiness.NONE;
    if ((operations & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0) {
      ready |= Readiness.READ;
    }
    if ((operations & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) {
      ready |= Readiness.WRITE;
    }
    return ready;
  }

  @Override
  public void wakeup() {
    woken = true;
    selector.wakeup();
  }

  /** A change of interest waits for the next selection, so the one under way has to end. */
  private void applyNow() {
    Thread selecting = polling;
    if (selecting != null && selecting != Thread.currentThread()) {
      selector.wakeup();
    }
  }

  /** Lets go of cancelled keys. Called under the gate. */
  private void flush() throws IOException {
    selector.wakeup();
    selector.selectNow(key -> {});
    // That selection also ate a wakeup which was meant for the thread that polls.
    if (woken) {
      selector.wakeup();
    }
  }

  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException unclosable) {
      // Nothing is buffered in a selector that could be lost, and no one can wait on it any more.
    }
  }

  /** One channel with this selector. */
  private final class Registration implements PollKey {

    private final SelectableChannel channel;
    private final ReadinessListener listener;
    private @Nullable SelectionKey key; // written under the gate, before this is given away

    Registration(SelectableChannel channel, ReadinessListener listener) {
      this.channel = channel;
      this.listener = listener;
    }

    /** The selector's word for an interest, as far as the channel knows such operations. */
    int operations(int interest) {
      int operations = 0;
      if ((interest & Readiness.READ) != 0) {
        operations |= SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
      }
      if ((interest & Readiness.WRITE) != 0) {
        operations |= SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;
      }
      return operations & channel.validOps();
    }

    @Override
    public void interest(int interest) throws IOException {
      try {
        registered().interestOps(operations(interest));
      } catch (CancelledKeyException closed) {
        if (selector.isOpen()) {
          throw new ClosedChannelException();
        }
        return; // the poller is closed, and what its keys are asked for has no effect any more
      }
      applyNow();
    }

    @Override
    public void cancel() {
      registered().cancel();
      gate.lock();
      try {
        if (selector.isOpen()) {
          flush();
        }
      } catch (IOException | ClosedSelectorException unflushed) {
        // The thread that polls meets the same trouble, or the selector is closed: either way the
        // key is gone from the selector with it.
      } finally {
        gate.unlock();
      }
    }

    private SelectionKey registered() {
      SelectionKey given = key;
      if (given == null) {
        throw new AssertionError("used before it was registered");
      }
      return given;
    }
  }
}
