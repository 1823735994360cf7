package qio.spi.socket;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import qio.posix.NativeAccess;

/** Which of the two engines serves a socket. */
enum EngineKind {
  /** System calls of Linux through {@code qio.posix}: everything that a socket can do. */
  NATIVE,
  /** {@code java.nio}: works wherever Java does, without what Java has no call for. */
  NIO;

  /**
   * The system property that chooses an engine for the whole process. Read for each socket that is
   * opened.
   */
  static final String PROPERTY = "qio.socket.engine";

  /** What the portable engine lacks, for people. */
  static final String NIO_LACKS =
      "descriptor passing, peeking, abstract unix names, peer credentials, lent and adopted"
          + " descriptors, cork, vsock, unixgram";

  /**
   * The engine for a new socket: the one that its option names, else the property, else the best
   * that works here.
   *
   * @param asked the value of the option {@code engine}
   * @return the engine
   * @throws IllegalArgumentException if the property names none that there is
   * @throws IOException if the native engine is asked for and does not work here; the message says
   *     why not
   */
  static SocketEngine choose(Optional<EngineKind> asked) throws IOException {
    Optional<EngineKind> wanted =
        asked.isPresent() ? asked : ofProperty(System.getProperty(PROPERTY));
    return choose(wanted, NativeAccess.unavailableBecause());
  }

  /** The engine that is wanted, where native access may meet an obstacle. */
  static SocketEngine choose(Optional<EngineKind> wanted, Optional<String> obstacle)
      throws IOException {
    if (wanted.isEmpty()) {
      return obstacle.isEmpty() ? NativeEngine.INSTANCE : NioEngine.INSTANCE;
    }
    if (wanted.get() == NIO) {
      return NioEngine.INSTANCE;
    }
    if (obstacle.isPresent()) {
      throw new IOException(
          "the native socket engine was asked for and cannot be used: "
              + obstacle.get()
              + "; the other engine is nio");
    }
    return NativeEngine.INSTANCE;
  }

  /** The engine that a value of the property names; empty if it is not set. */
  static Optional<EngineKind> ofProperty(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (value) {
          case "native" -> NATIVE;
          case "nio" -> NIO;
          default ->
              throw new IllegalArgumentException(
                  "system property " + PROPERTY + " is native or nio, not " + value);
        });
  }
}
