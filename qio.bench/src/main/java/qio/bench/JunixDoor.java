package qio.bench;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;

/** The socket channels of junixsocket, blocking. */
final class JunixDoor implements Door {

  private static final int BACKLOG = 1024;

  private final AFUNIXServerSocketChannel listener;
  private final AFUNIXSocketAddress address;
  private final Path path;

  /** What connections pass the descriptor of. */
  private final FileInputStream passed;

  private JunixDoor(AFUNIXServerSocketChannel listener, Path path) throws IOException {
    this.listener = listener;
    this.path = path;
    this.address = AFUNIXSocketAddress.of(path);
    this.passed = new FileInputStream("/dev/null");
    listener.bind(address, BACKLOG);
  }

  static JunixDoor open() throws IOException {
    return new JunixDoor(AFUNIXServerSocketChannel.open(), Door.freshPath());
  }

  @Override
  public Connection connect() throws IOException {
    return connection(AFUNIXSocketChannel.open(address));
  }

  @Override
  public Connection accept() throws IOException {
    return connection(listener.accept());
  }

  private Connection connection(AFUNIXSocketChannel channel) throws IOException {
    return new JunixConnection(channel, passed.getFD());
  }

  @Override
  public void close() throws IOException {
    try (passed) {
      listener.close();
      Files.deleteIfExists(path);
    }
  }
}
