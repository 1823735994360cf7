package qio.spi.file;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchSource;

/**
 * A watch on a channel that reads one thing and writes another. In a turn in which both are ready
 * the callback runs once for each.
 */
final class SplitWatch extends WatchSource {

  private final @Nullable WatchSource in; // null if the reading side is not watched
  private final @Nullable WatchSource out; // null if the writing side is not watched

  SplitWatch(
      QioChannel channel,
      Set<IoCondition> conditions,
      @Nullable WatchSource in,
      @Nullable WatchSource out) {
    super(channel, conditions);
    this.in = in;
    this.out = out;
  }

  @Override
  protected void ioAttach(AioContext context) throws IOException {
    attach(in, context);
    attach(out, context);
  }

  private void attach(@Nullable WatchSource side, AioContext context) throws IOException {
    if (side == null) {
      return;
    }
    try {
      side.priority(priority())
          .attach(context, (channel, ready) -> fire(IoCondition.toReadiness(ready)));
    } catch (IllegalStateException e) {
      if (isOpen()) {
        throw e;
      }
      // Closed from another thread while it was being attached: it stays silent, as it should.
    }
  }

  @Override
  protected void ioDetach() {
    if (in != null) {
      in.close();
    }
    if (out != null) {
      out.close();
    }
  }
}
