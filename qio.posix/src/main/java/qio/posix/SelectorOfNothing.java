package qio.posix;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/**
 * What a platform thread waits with is a {@link Selector} for one reason: between {@link #begin}
 * and {@link #end} the JDK calls {@link #wakeup} when the thread is interrupted, and there is no
 * other public way to be told. Nothing is ever registered with it.
 */
abstract class SelectorOfNothing extends AbstractSelector {

  SelectorOfNothing() {
    super(SelectorProvider.provider());
  }

  @Override
  protected final SelectionKey register(
      AbstractSelectableChannel channel, int ops, Object attachment) {
    throw new UnsupportedOperationException("nothing is registered here");
  }

  @Override
  public final Set<SelectionKey> keys() {
    return Set.of();
  }

  @Override
  public final Set<SelectionKey> selectedKeys() {
    return Set.of();
  }

  @Override
  public final int selectNow() {
    throw new UnsupportedOperationException("nothing is selected here");
  }

  @Override
  public final int select(long timeout) {
    throw new UnsupportedOperationException("nothing is selected here");
  }

  @Override
  public final int select() {
    throw new UnsupportedOperationException("nothing is selected here");
  }
}
