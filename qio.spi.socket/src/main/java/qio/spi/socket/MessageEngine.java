package qio.spi.socket;

import java.io.IOException;
import java.nio.file.Path;
import qio.posix.SocketName;

/** One way to have sockets for messages. No method waits; what fails leaves no descriptor open. */
interface MessageEngine {

  /**
   * Opens a socket, not bound and not connected.
   *
   * @param target what it is for, which decides the settings that it gets
   * @param like a place of the family that it is to have
   * @param settings what to set before it is bound
   * @return the channel
   * @throws IOException if the family is not there, a setting is refused or no descriptor is left
   */
  MessageSocket open(MessageTarget target, SocketName like, StreamSettings settings)
      throws IOException;

  /**
   * Knocks at a UNIX path.
   *
   * @param path where a socket file is
   * @return who is there
   * @throws IOException if that cannot be found out
   */
  SocketEngine.Answer knock(Path path) throws IOException;
}
