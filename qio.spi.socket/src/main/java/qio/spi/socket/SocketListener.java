package qio.spi.socket;

import java.io.IOException;
import java.util.Optional;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/** Accepts from one listening socket. */
final class SocketListener extends QioListener {

  private final ListeningChannel socket;

  SocketListener(ListeningChannel socket) {
    super(socket);
    this.socket = socket;
  }

  @Override
  protected Optional<QioChannel> ioAccept() throws IOException {
    return socket.acceptNow();
  }
}
