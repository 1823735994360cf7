package qio.bench;

import java.io.IOException;

/** Who takes part. */
public enum Contender {
  /** QIO over native sockets. */
  QIO_NATIVE {
    @Override
    Exchange open(int size) throws IOException {
      return QioExchange.open("native", size);
    }
  },
  /** QIO over {@code java.nio}. */
  QIO_NIO {
    @Override
    Exchange open(int size) throws IOException {
      return QioExchange.open("nio", size);
    }
  },
  /** The JDK's own {@link java.nio.channels.SocketChannel}, blocking. */
  JDK_CHANNEL {
    @Override
    Exchange open(int size) throws IOException {
      return JdkExchange.open(size);
    }
  };

  /** Opens a loopback TCP connection to an echo on a virtual thread. */
  abstract Exchange open(int size) throws IOException;
}
