package qio.api.spi;

import java.io.IOException;
import qio.api.channel.QioChannel;

/**
 * A layer with its options checked and its files read, ready to be put over channels, many of them
 * if it is a server's.
 */
@FunctionalInterface
public interface Layer {

  /**
   * Puts the layer over a channel, without waiting: an opening exchange happens with the first
   * transfer or with {@link QioChannel#handshake}.
   *
   * @param below an open channel; the result owns it
   * @return the layer as a channel
   * @throws IOException if that cannot be done; the channel below stays the caller's
   */
  QioChannel over(QioChannel below) throws IOException;
}
