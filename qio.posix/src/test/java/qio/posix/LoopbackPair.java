package qio.posix;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import qio.api.aio.Readiness;

/** Two ends of a TCP connection of this machine with itself. */
record LoopbackPair(PosixDescriptor client, PosixDescriptor server) implements AutoCloseable {

  private static final long LIMIT = 10_000_000_000L;

  static LoopbackPair open() throws IOException {
    try (PosixDescriptor listener = PosixSockets.open(SocketDomain.INET, SocketType.STREAM)) {
      PosixSockets.bind(listener, new SocketName.Inet(InetAddress.getByName("127.0.0.1"), 0));
      PosixSockets.listen(listener, 5);
      PosixDescriptor client = PosixSockets.open(SocketDomain.INET, SocketType.STREAM);
      if (PosixSockets.connect(client, PosixSockets.localName(listener))
          == ConnectProgress.IN_PROGRESS) {
        client.waiter().await(Readiness.WRITE, LIMIT);
      }
      if (!PosixSockets.finishConnect(client)) {
        throw new IOException("not connected");
      }
      Optional<AcceptedSocket> server = new SocketAcceptor(listener).accept();
      while (server.isEmpty()) {
        listener.waiter().await(Readiness.READ, LIMIT);
        server = new SocketAcceptor(listener).accept();
      }
      return new LoopbackPair(client, server.get().socket());
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
  }
}
