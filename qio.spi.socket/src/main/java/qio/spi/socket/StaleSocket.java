package qio.spi.socket;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What is left at a path by a program that is gone. */
final class StaleSocket {

  /** Finds out who is behind a path. */
  @FunctionalInterface
  interface Knock {
    SocketEngine.Answer at(Path path) throws IOException;
  }

  private StaleSocket() {}

  /**
   * Removes a socket file behind which there is nobody, and nothing else.
   *
   * @return whether it is worth trying to bind again
   */
  static boolean remove(Path path, Knock knock) throws IOException {
    try {
      SocketFile found = SocketFile.at(path);
      if (!SocketFile.isSocket(path) || knock.at(path) == SocketEngine.Answer.LISTENS) {
        return false;
      }
      found.remove();
      return true;
    } catch (NoSuchFileException gone) {
      // Somebody has removed it meanwhile, or the folder is not there at all and binding tells.
      return true;
    }
  }
}
