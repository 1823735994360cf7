package qio.spi.file;

import java.util.Set;
import qio.api.aio.Readiness;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.SignalledWatch;
import qio.api.channel.WatchSource;

/**
 * Watches of a channel that is always ready: a regular file, or a device that knows no waiting.
 * {@code epoll} refuses their descriptors, so the loop calls back once in every turn, which is what
 * a poll of such a descriptor amounts to.
 */
final class SteadyWatch {

  private SteadyWatch() {}

  /** A watch that finds reading and writing possible in every turn. */
  static WatchSource of(QioChannel channel, Set<IoCondition> conditions) {
    return new SignalledWatch(channel, conditions, () -> Readiness.READ | Readiness.WRITE);
  }
}
