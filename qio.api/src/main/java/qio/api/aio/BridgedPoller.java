package qio.api.aio;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A native poller that also takes channels of {@code java.nio}, which it does not know itself: a
 * selector waits on those, on a thread of its own that is started when the first one comes, and
 * tells the native poller to wake up.
 *
 * <p>Level-triggered all the same, see {@link BridgedChannel}.
 *
 * <p>What a channel costs here is two thread switches each time it becomes ready, and a poll that
 * does not wait may learn of it one turn late. This is the way for strangers; channels that are
 * meant to be fast bring descriptors.
 *
 * <p>Lock order: the selector's inner locks, then {@code lock}; the selector is never asked for
 * something that makes it select while {@code lock} is held.
 */
final class BridgedPoller implements Poller {

  private final Poller natively;
  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable SelectorPoller selector; // guarded by lock
  private @Nullable Thread helper; // guarded by lock
  private volatile boolean bridging; // whether there is a helper; written under lock
  private volatile boolean closing; // written under lock
  private volatile @Nullable Throwable fault; // what ended the helper; written by it
  private @Nullable BridgedChannel firstTold; // guarded by lock
  private @Nullable BridgedChannel firstServed; // confined to the thread that polls

  private BridgedPoller(Poller natively, String name) {
    this.natively = natively;
    this.name = name;
  }

  /** Makes a poller take channels; one that is a selector does already. */
  static Poller around(Poller poller, String name) {
    return poller instanceof SelectorPoller ? poller : new BridgedPoller(poller, name);
  }

  @Override
  public boolean accepts(Pollable pollable) {
    return natively.accepts(pollable) || pollable instanceof Pollable.OfChannel;
  }

  @Override
  public PollKey register(Pollable pollable, int interest, ReadinessListener listener)
      throws IOException {
    if (!(pollable instanceof Pollable.OfChannel) || natively.accepts(pollable)) {
      return natively.register(pollable, interest, listener);
    }
    BridgedChannel bridged = new BridgedChannel(this, lock, interest, listener);
    // Silent at first: the selector must not tell before it is known under which key.
    bridged.bind(openSelector().register(pollable, Readiness.NONE, bridged));
    return bridged;
  }

  private SelectorPoller openSelector() throws IOException {
    lock.lock();
    try {
      if (closing) {
        throw new IOException("the poller is closed");
      }
      SelectorPoller open = selector;
      if (open == null) {
        open = new SelectorPoller();
        helper = startHelper(open);
        selector = open;
        bridging = true;
      }
      return open;
    } finally {
      lock.unlock();
    }
  }

  private Thread startHelper(SelectorPoller selecting) {
    try {
      return Thread.ofPlatform()
          .daemon()
          .name("qio-aio-" + name + "-selector")
          .start(() -> serve(selecting));
    } catch (Throwable unstartable) {
      selecting.close();
      throw unstartable;
    }
  }

  /**
   * The helper's life: nothing but selecting; the listeners it calls are {@link BridgedChannel}.
   */
  private void serve(SelectorPoller selecting) {
    try {
      while (!closing) {
        selecting.poll(-1);
      }
    } catch (Throwable cause) {
      fault = cause;
      natively.wakeup();
    }
  }

  @Override
  public int poll(long timeoutNanos) throws IOException {
    if (!bridging) {
      return natively.poll(timeoutNanos);
    }
    rearm();
    int ready = natively.poll(hasTold() ? 0 : timeoutNanos);
    ready += tell();
    Throwable cause = fault;
    if (cause != null) {
      throw new IOException("the selector that serves java.nio channels failed", cause);
    }
    return ready;
  }

  private boolean hasTold() {
    lock.lock();
    try {
      return firstTold != null;
    } finally {
      lock.unlock();
    }
  }

  /** Puts a channel on the list of the told. Called by the helper under the lock. */
  void addTold(BridgedChannel found) {
    found.setNext(firstTold);
    firstTold = found;
  }

  /** Lets the selector look again at what the loop has dispatched. */
  private void rearm() throws IOException {
    for (BridgedChannel each = firstServed; each != null; each = firstServed) {
      firstServed = each.next();
      each.setNext(null);
      each.rearm();
    }
  }

  /** Tells the listeners what the selector found. */
  private int tell() {
    BridgedChannel told;
    lock.lock();
    try {
      told = firstTold;
      firstTold = null;
    } finally {
      lock.unlock();
    }
    int count = 0;
    while (told != null) {
      BridgedChannel following = told.next();
      told.setNext(firstServed);
      firstServed = told;
      count += told.tell();
      told = following;
    }
    return count;
  }

  @Override
  public void wakeup() {
    natively.wakeup();
  }

  @Override
  public void close() {
    SelectorPoller selecting;
    Thread serving;
    lock.lock();
    try {
      closing = true;
      selecting = selector;
      serving = helper;
    } finally {
      lock.unlock();
    }
    if (selecting != null && serving != null) {
      selecting.wakeup();
      Uninterrupted.join(serving);
      selecting.close();
    }
    natively.close();
  }
}
