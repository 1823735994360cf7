package qio.spi.socket;

import java.io.IOException;
import java.nio.file.Path;
import qio.posix.SocketName;

/**
 * One way to have sockets. An engine opens them and sets them up; what there is to decide, in which
 * order and for how long, is the same for both and stands in {@link Dialer} and {@link Binder}.
 *
 * <p>No method waits. Whatever fails leaves no descriptor open.
 */
sealed interface SocketEngine permits NativeEngine, NioEngine {

  /** What is found behind the path of a UNIX socket. */
  enum Answer {
    /** Somebody listens. */
    LISTENS,
    /** It is the leftover of a listener that is gone. */
    STALE
  }

  /**
   * Opens a socket that can be connected to a place.
   *
   * @param address what messages call the channel
   * @param place the place, which decides the family
   * @param settings what to set before connecting
   * @return a channel that is not connected yet
   * @throws IOException if the family is not there, a setting is refused or no descriptor is left
   */
  StreamChannel open(String address, SocketName place, StreamSettings settings) throws IOException;

  /**
   * Binds a socket to a place and listens. A UNIX path must not exist; it is made with the mode of
   * the settings before anybody can connect.
   *
   * @param address what messages call the listener
   * @param place where
   * @param settings of the listener and of what it accepts
   * @return the listening channel, which does not care for its path
   * @throws java.net.BindException if the place is taken or not to be had
   * @throws java.nio.file.FileAlreadyExistsException likewise
   * @throws IOException if it cannot listen
   */
  ListeningChannel listen(String address, SocketName place, StreamSettings settings)
      throws IOException;

  /**
   * Whether several sockets can listen on one tcp port.
   *
   * @return false if {@code SO_REUSEPORT} is not there
   * @throws IOException if that cannot be found out
   */
  boolean sharesPorts() throws IOException;

  /**
   * Knocks at a UNIX path.
   *
   * @param path where a socket file is
   * @return who is there
   * @throws IOException if that cannot be found out
   */
  Answer knock(Path path) throws IOException;
}
