package qio.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A listener of a contender whose calls wait, and the way to it. */
interface Door extends AutoCloseable {

  /** Where it listens, if that is TCP. */
  default int port() {
    throw new UnsupportedOperationException("has no TCP of its own");
  }

  /** What its TLS was made of, if it has any. */
  default TlsSetup tls() {
    throw new UnsupportedOperationException("has no TLS");
  }

  /**
   * Opens a connection to this listener. With TLS that may include the handshake, for which
   * somebody must accept meanwhile and receive or send.
   */
  Connection connect() throws IOException;

  /** Waits for a connection; with TLS, the handshake is left to its first transfer. */
  Connection accept() throws IOException;

  @Override
  void close() throws IOException;

  /** A path where no file is, for a socket. */
  static Path freshPath() {
    try {
      Path path = Files.createTempFile("qio-bench", ".sock");
      Files.delete(path);
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
