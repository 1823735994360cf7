package qio.api.aio;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pollable as a loop sees it: its key in the poller and the watches that share it.
 *
 * <p>The poller does not call the watches' listeners: it only leaves with them what is ready, and
 * the loop dispatches when the poller has returned. So handlers may poll, register and close
 * without the poller ever being entered twice, and a nested turn finds what the outer one has not
 * come to.
 */
final class WatchedPollable implements ReadinessListener {

  private static final AioWatch[] NONE = {};

  private final Pollable pollable;
  private @Nullable PollKey key; // guarded by the registry's lock
  private int merged; // guarded by the registry's lock
  private @Nullable AioWatch reader; // guarded by the registry's lock
  private @Nullable AioWatch writer; // guarded by the registry's lock
  private volatile AioWatch[] watches = NONE; // replaced under the registry's lock, never changed

  WatchedPollable(Pollable pollable) {
    this.pollable = pollable;
  }

  Pollable pollable() {
    return pollable;
  }

  AioWatch[] watches() {
    return watches;
  }

  // ---- the thread that runs the loop ----

  /** Leaves it to the watches that it is for. */
  @Override
  public void ready(int ready) {
    for (AioWatch watch : watches) {
      watch.found(ready);
    }
  }

  // ---- registering: under the registry's lock ----

  boolean isUnwatched() {
    return watches.length == 0;
  }

  @Nullable AioWatch reader() {
    return reader;
  }

  @Nullable AioWatch writer() {
    return writer;
  }

  /** Puts these in the place of the handlers that are there, in one step for the loop. */
  void setHandlers(@Nullable AioWatch newReader, @Nullable AioWatch newWriter) {
    List<AioWatch> all = new ArrayList<>(Arrays.asList(watches));
    exchange(all, reader, newReader);
    exchange(all, writer, newWriter);
    reader = newReader;
    writer = newWriter;
    watches = all.toArray(NONE);
  }

  private static void exchange(
      List<AioWatch> all, @Nullable AioWatch old, @Nullable AioWatch fresh) {
    if (old != null) {
      old.markRemoved();
      all.remove(old);
    }
    if (fresh != null) {
      all.add(fresh);
    }
  }

  void add(AioWatch watch) {
    AioWatch[] more = Arrays.copyOf(watches, watches.length + 1);
    more[watches.length] = watch;
    watches = more;
  }

  /** Takes a watch out, if it is in. */
  void remove(AioWatch watch) {
    int at = Arrays.asList(watches).indexOf(watch);
    if (at < 0) {
      return;
    }
    AioWatch[] fewer = Arrays.copyOf(watches, watches.length - 1);
    System.arraycopy(watches, at + 1, fewer, at, fewer.length - at);
    watches = fewer;
  }

  /** Tells the poller what is waited for now; always if {@code surely}, else if it changed. */
  void refresh(Poller poller, boolean surely) throws IOException {
    int wanted = Readiness.NONE;
    for (AioWatch watch : watches) {
      wanted |= watch.effectiveInterest();
    }
    if (key == null) {
      key = poller.register(pollable, wanted, this);
    } else if (surely || wanted != merged) {
      key.interest(wanted);
    }
    merged = wanted;
  }

  /** Takes it out of the poller. */
  void cancel() {
    if (key != null) {
      key.cancel();
    }
  }
}
