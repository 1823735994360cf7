package qio.api.channel;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The watches of one channel that are open: they end with the channel. Any thread may call. */
final class OpenWatches {

  // guarded by this; null until there is one, for most channels have none
  private @Nullable Set<WatchSource> watches;

  // guarded by this
  private boolean ended;

  /** Takes a watch into care, unless the channel is being closed. */
  synchronized boolean add(WatchSource watch) {
    if (ended) {
      return false;
    }
    if (watches == null) {
      watches = HashSet.newHashSet(2);
    }
    return watches.add(watch);
  }

  synchronized void remove(WatchSource watch) {
    if (watches != null) {
      watches.remove(watch);
    }
  }

  /** Closes all, and lets none in from now on. Nothing is called under the lock. */
  void end() {
    drain().forEach(WatchSource::close);
  }

  private synchronized List<WatchSource> drain() {
    ended = true;
    List<WatchSource> open = watches == null ? List.of() : List.copyOf(watches);
    watches = null;
    return open;
  }
}
