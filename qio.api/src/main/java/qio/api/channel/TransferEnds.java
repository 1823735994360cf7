package qio.api.channel;

import org.jspecify.annotations.Nullable;

/**
 * Where transfers of one channel have their other ends: a thread inside both may be asleep in
 * either, and must wake up when the other is closed.
 */
final class TransferEnds {

  private volatile @Nullable ChannelLife sink;
  private volatile @Nullable ChannelLife source;

  /** Where the bytes of a transfer out of the channel go; null if there is none. */
  void sink(@Nullable ChannelLife channel) {
    sink = channel;
  }

  /** Where the bytes of a transfer into the channel come from; null if there is none. */
  void source(@Nullable ChannelLife channel) {
    source = channel;
  }

  /** Whether the other end of a transfer that sleeps in this channel is being closed. */
  boolean isOtherClosing(IoCondition condition) {
    ChannelLife other =
        switch (condition) {
          case IN -> sink;
          case OUT -> source;
          default -> null;
        };
    return other != null && !other.isAlive();
  }

  /** Wakes the transfers that are asleep at their other ends. */
  void wakeOthers() {
    ChannelLife to = sink;
    if (to != null) {
      to.wake(IoCondition.OUT, WaitSlot.State.READY);
    }
    ChannelLife from = source;
    if (from != null) {
      from.wake(IoCondition.IN, WaitSlot.State.READY);
    }
  }
}
