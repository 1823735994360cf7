package qio.api.aio;

import java.nio.channels.SelectableChannel;
import java.util.Objects;

/**
 * Something an event loop can wait on: an operating-system descriptor by its number, or a {@link
 * SelectableChannel} of {@code java.nio}. Two pollables are equal when they name the same
 * descriptor or the same channel object.
 *
 * <p>A pollable does not own what it names: its owner removes every handler before it closes the
 * descriptor.
 */
public sealed interface Pollable {

  /**
   * Names a descriptor by its number.
   *
   * @param number the descriptor, not negative
   * @return the pollable
   * @throws IllegalArgumentException if the number is negative
   */
  static Pollable ofDescriptor(int number) {
    return new OfDescriptor(number);
  }

  /**
   * Names a channel of {@code java.nio}; it must be in non-blocking mode while it is registered.
   *
   * @param channel the channel
   * @return the pollable
   */
  static Pollable ofChannel(SelectableChannel channel) {
    return new OfChannel(channel);
  }

  /**
   * A descriptor by its number.
   *
   * @param number the descriptor, not negative
   */
  record OfDescriptor(int number) implements Pollable {
    /** Checks the number. */
    public OfDescriptor {
      if (number < 0) {
        throw new IllegalArgumentException("a descriptor is not negative: " + number);
      }
    }

    @Override
    public String toString() {
      return "fd:" + number;
    }
  }

  /**
   * A channel of {@code java.nio}.
   *
   * @param channel the channel, in non-blocking mode while registered
   */
  record OfChannel(SelectableChannel channel) implements Pollable {
    /** Checks that there is a channel. */
    public OfChannel {
      Objects.requireNonNull(channel, "channel");
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof OfChannel that && that.channel == channel;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(channel);
    }
  }
}
