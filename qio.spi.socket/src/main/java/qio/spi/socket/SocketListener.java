package qio.spi.socket;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import qio.api.channel.Admission;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/** Accepts from one listening socket. */
final class SocketListener extends QioListener {

  private final ListeningChannel socket;

  SocketListener(ListeningChannel socket, Admission admission) {
    super(socket, admission);
    this.socket = socket;
  }

  /** One listener of all of them, which share one admission. */
  static QioListener of(List<ListeningChannel> sockets, Admission admission) {
    return QioListener.join(
        sockets.stream().<QioListener>map(each -> new SocketListener(each, admission)).toList());
  }

  @Override
  protected Optional<QioChannel> ioAccept() throws IOException {
    return socket.acceptNow();
  }

  @Override
  protected boolean ioAcceptWaits() {
    return socket.acceptWaits();
  }

  @Override
  protected Optional<QioChannel> ioAcceptWaiting() throws IOException {
    return socket.acceptWaiting();
  }
}
