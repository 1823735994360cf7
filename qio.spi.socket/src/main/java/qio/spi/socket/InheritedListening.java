package qio.spi.socket;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import qio.api.spi.OptionValues;
import qio.posix.DescriptorKind;
import qio.posix.PosixDescriptor;
import qio.posix.PosixSockets;
import qio.posix.SocketType;

/**
 * Listens on sockets that this process was started with. They keep their numbers and modes. A
 * socket that listens is not told to again, unless a backlog is asked for; one that is bound only
 * is put to listen.
 */
final class InheritedListening {

  private final String address;
  private final OptionValues options;

  InheritedListening(String address, OptionValues options) {
    this.address = address;
    this.options = options;
  }

  /**
   * Listens.
   *
   * @param sockets what was taken; given back if this fails
   * @return a listening channel of each
   * @throws SocketException if one is no stream socket of a known family, or cannot listen
   * @throws IOException if one cannot be asked what it is
   */
  List<ListeningChannel> listen(List<PosixDescriptor> sockets) throws IOException {
    boolean done = false;
    try {
      for (PosixDescriptor each : sockets) {
        putToListen(each);
      }
      List<ListeningChannel> listening = new ArrayList<>(sockets.size());
      for (PosixDescriptor each : sockets) {
        listening.add(adopt(each));
      }
      done = true;
      return listening;
    } finally {
      if (!done) {
        InheritedTarget.giveBack(sockets);
      }
    }
  }

  private void putToListen(PosixDescriptor socket) throws IOException {
    DescriptorKind kind = socket.kind();
    if (kind != DescriptorKind.SOCKET) {
      throw cannot(socket, "it is no socket but " + kind, null);
    }
    if (socket.socketType() != SocketType.STREAM) {
      throw cannot(socket, "it is a socket of type " + socket.socketType(), null);
    }
    boolean listens = PosixSockets.isListening(socket);
    if (listens && options.get(SocketOptions.BACKLOG).isEmpty()) {
      return;
    }
    try {
      PosixSockets.listen(socket, StreamSettings.ofInherited(options).backlog());
    } catch (IOException e) {
      throw cannot(socket, SocketFailures.reason(e), e);
    }
  }

  private ListeningChannel adopt(PosixDescriptor socket) throws IOException {
    return NativeEngine.INSTANCE
        .adoptListening(socket, StreamSettings.ofInherited(options))
        .orElseThrow(() -> cannot(socket, "it is of a family that is not known here", null));
  }

  private SocketException cannot(PosixDescriptor socket, String why, @Nullable IOException cause) {
    String number = "fd:" + socket.number();
    SocketException failure =
        new SocketException(
            address
                + ": cannot listen"
                + (address.equals(number) ? "" : " on " + number)
                + ": "
                + why
                + "; what is listened on is a bound or listening stream socket; to use an open"
                + " connection or file, connect to the address");
    if (cause != null) {
      failure.initCause(cause);
    }
    return failure;
  }
}
