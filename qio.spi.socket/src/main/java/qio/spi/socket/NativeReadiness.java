package qio.spi.socket;

import java.io.IOException;
import qio.api.aio.Pollable;
import qio.api.channel.IoCondition;
import qio.posix.PosixDescriptor;

/** The readiness of a descriptor: threads wait where the descriptor has its waiter. */
final class NativeReadiness implements SocketReadiness {

  private final PosixDescriptor socket;
  private final Pollable pollable;

  NativeReadiness(PosixDescriptor socket) {
    this.socket = socket;
    this.pollable = Pollable.ofDescriptor(socket.number());
  }

  @Override
  public Pollable pollable() {
    return pollable;
  }

  @Override
  public boolean sleepUntil(IoCondition condition, long timeoutNanos) throws IOException {
    return socket
        .waiter()
        .await(condition.bit(), timeoutNanos == StreamSettings.NO_LIMIT ? -1 : timeoutNanos);
  }

  @Override
  public void wake(IoCondition condition) {
    socket.wake(condition.bit());
  }
}
