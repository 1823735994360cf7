package qio.api.layer;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchSource;

/**
 * A watch on a channel with a handshake: starts the handshake if nobody has, and watches in earnest
 * once that is over. Until then nothing can be ready, though the channel below has room to write
 * all the time; to watch that would keep the loop busy.
 */
final class HandshakeWatch extends WatchSource {

  private static final System.Logger LOG = System.getLogger(HandshakeWatch.class.getName());

  private final LayerHandshake handshake;
  private final WatchSource inner;

  /** Written in ioAttach, before the handshake's end can be told; null before. */
  private volatile @Nullable AioContext context;

  /**
   * Makes a watch that is not attached yet.
   *
   * @param channel the channel with the handshake
   * @param handshake its handshake
   * @param inner what watches the channel below and what the layer holds
   * @param conditions what is asked for
   */
  HandshakeWatch(
      QioChannel channel,
      LayerHandshake handshake,
      WatchSource inner,
      Set<IoCondition> conditions) {
    super(channel, conditions);
    this.handshake = handshake;
    this.inner = inner;
  }

  @Override
  protected void ioAttach(AioContext loop) throws IOException {
    context = loop;
    if (handshake.isOver()) {
      attachInner(loop);
      return;
    }
    handshake.start();
    handshake.onEnd(this::handshakeEnded);
  }

  private void attachInner(AioContext loop) throws IOException {
    inner
        .priority(priority())
        .attach(loop, (ignored, ready) -> fire(IoCondition.toReadiness(ready)));
  }

  private void handshakeEnded() {
    AioContext loop = context;
    if (loop == null || !isOpen()) {
      return;
    }
    try {
      attachInner(loop);
    } catch (IOException | RuntimeException e) {
      if (isOpen()) {
        LOG.log(
            System.Logger.Level.WARNING, "a watch could not go on after the handshake: " + this, e);
        close();
      } // else it was closed in this moment, and there is nothing to attach
    }
  }

  @Override
  protected void ioDetach() {
    inner.close();
  }
}
