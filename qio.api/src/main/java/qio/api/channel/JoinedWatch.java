package qio.api.channel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import qio.api.aio.AioContext;

/** A watch on each of several channels, as one: it calls back for each that is ready. */
final class JoinedWatch extends WatchSource {

  private final List<QioChannel> members;

  /** Replaced in ioAttach, by a list that does not change; read anywhere. */
  private volatile List<WatchSource> watches = List.of();

  JoinedWatch(QioChannel channel, List<QioChannel> members, Set<IoCondition> conditions) {
    super(channel, conditions);
    this.members = members;
  }

  @Override
  protected void ioAttach(AioContext context) throws IOException {
    List<WatchSource> made = new ArrayList<>(members.size());
    try {
      for (QioChannel member : members) {
        if (member.isOpen()) {
          made.add(member.createWatch(conditions()).priority(priority()));
        }
      }
    } finally {
      watches = List.copyOf(made); // before the first may fire; if one failed, attach closes these
    }
    for (WatchSource watch : made) {
      watch.attachUnlessClosed(context, (ignored, ready) -> fire(IoCondition.toReadiness(ready)));
    }
  }

  @Override
  protected void ioDetach() {
    watches.forEach(WatchSource::close);
  }
}
