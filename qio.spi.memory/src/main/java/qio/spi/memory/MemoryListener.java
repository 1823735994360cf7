package qio.spi.memory;

import java.util.Optional;
import qio.api.channel.Admission;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/** Accepts those who connect to a name in this process. */
final class MemoryListener extends QioListener {

  private final MemoryListenChannel listening;

  MemoryListener(MemoryListenChannel listening, Admission admission) {
    super(listening, admission);
    this.listening = listening;
  }

  @Override
  protected Optional<QioChannel> ioAccept() {
    return listening.accept();
  }
}
