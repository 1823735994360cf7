package qio.spi.socket;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import qio.api.aio.Pollable;
import qio.api.channel.IoCondition;

/** The readiness of a channel of {@code java.nio}: threads wait in a {@link NioWaiter}. */
final class NioReadiness implements SocketReadiness {

  private final Pollable pollable;
  private final NioWaiter waiter;

  NioReadiness(SelectableChannel socket) {
    this.pollable = Pollable.ofChannel(socket);
    this.waiter = new NioWaiter(pollable);
  }

  @Override
  public Pollable pollable() {
    return pollable;
  }

  @Override
  public boolean sleepUntil(IoCondition condition, long timeoutNanos) throws IOException {
    return waiter.await(condition.bit(), timeoutNanos);
  }

  @Override
  public void wake(IoCondition condition) {
    waiter.wake(condition.bit());
  }

  /** Lets go of the socket, before it is closed. */
  void close() {
    waiter.close();
  }
}
