package qio.tests.contract;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/** A listener that is wrong about the order: it accepts the newest client first. */
final class NewestFirstListener extends QioListener {

  private final QioListener sound;
  private final Deque<QioChannel> newest = new ArrayDeque<>(); // used by one thread at a time

  NewestFirstListener(QioListener sound) {
    super(sound.channel());
    this.sound = sound;
  }

  @Override
  protected Optional<QioChannel> ioAccept() throws IOException {
    for (var next = sound.tryAccept(); next.isPresent(); next = sound.tryAccept()) {
      newest.push(next.get());
    }
    return Optional.ofNullable(newest.poll());
  }
}
