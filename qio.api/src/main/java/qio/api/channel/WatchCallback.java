package qio.api.channel;

import java.util.Set;

/** What a watch calls on the thread of its loop. (The header's {@code QIOChannelFunc}.) */
@FunctionalInterface
public interface WatchCallback {

  /**
   * Handles readiness; must not block. An exception is logged and removes the watch.
   *
   * @param channel the channel that is ready
   * @param ready exactly the conditions that are ready and were asked for; never empty; immutable
   *     and shared
   * @return true to keep the watch, which is then called again as long as the channel stays ready;
   *     false to remove it
   * @throws Exception whatever went wrong
   */
  boolean ready(QioChannel channel, Set<IoCondition> ready) throws Exception;
}
