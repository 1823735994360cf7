package qio.spi.process;

import java.io.IOException;
import java.util.Set;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchSource;

/**
 * Watches of both directions as one. Whichever is ready, the other is looked at, so that the
 * callback is told of both; in a turn that finds both ready it is called for each.
 */
final class SplitWatch extends WatchSource {

  private static final int READING = IoCondition.IN.bit() | IoCondition.PRI.bit();
  private static final int WRITING = IoCondition.OUT.bit();

  private final Direction in;
  private final Direction out;
  private final WatchSource ofIn;
  private final WatchSource ofOut;

  SplitWatch(QioChannel channel, Set<IoCondition> conditions, Direction in, Direction out) {
    super(channel, conditions);
    int asked = IoCondition.toReadiness(conditions);
    this.in = in;
    this.out = out;
    this.ofIn = in.watch(channel, IoCondition.fromReadiness(asked & ~WRITING));
    this.ofOut = out.watch(channel, IoCondition.fromReadiness(asked & ~READING));
  }

  @Override
  protected void ioAttach(AioContext context) throws IOException {
    int asked = IoCondition.toReadiness(conditions());
    attach(ofIn, context, out, asked & WRITING);
    attach(ofOut, context, in, asked & READING);
  }

  private void attach(WatchSource part, AioContext context, Direction other, int ofOther)
      throws IOException {
    try {
      part.priority(priority())
          .attach(
              context,
              (channel, ready) ->
                  fire(IoCondition.toReadiness(ready) | (other.readyOf(ofOther) & ofOther)));
    } catch (IllegalStateException e) {
      if (isOpen()) {
        throw e;
      }
      // Closed from another thread while it was being attached: it stays silent, as it should.
    }
  }

  @Override
  protected void ioDetach() {
    ofIn.close();
    ofOut.close();
  }
}
