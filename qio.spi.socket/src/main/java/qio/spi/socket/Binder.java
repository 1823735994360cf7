package qio.spi.socket;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Iterator;
import qio.posix.SocketName;

/**
 * Listens: on the first place of an address that this machine has, and on a UNIX path only if
 * nobody else does.
 *
 * <pre>
 *   bind --taken--&gt; what is at the path?  no socket --------------------&gt; refuse
 *                                         a socket; knock: LISTENS -----&gt; refuse
 *                                                          STALE -------&gt; remove, bind again, once
 * </pre>
 *
 * <p>A listener that another program has bound and not yet put to listen looks stale; programs that
 * start at the same moment on one path need somebody who starts them in order.
 */
final class Binder {

  private final SocketEngine engine;
  private final StreamTarget target;
  private final StreamSettings settings;
  private final String address;

  Binder(SocketEngine engine, StreamTarget target, StreamSettings settings) {
    this.engine = engine;
    this.target = target;
    this.settings = settings;
    this.address = target.address();
  }

  /**
   * Listens.
   *
   * @return the listening channel, which owns the path that it has made
   * @throws BindException if the address is in use, or not one of this machine
   * @throws java.nio.file.AccessDeniedException if that is not allowed
   * @throws java.nio.file.NoSuchFileException if the folder of a path does not exist
   * @throws IOException if it cannot be listened on for another reason
   */
  ListeningChannel listen() throws IOException {
    Iterator<SocketName> places = settings.families().among(address, target.toListen()).iterator();
    for (; ; ) {
      SocketName place = places.next();
      try {
        return target instanceof StreamTarget.UnixPath unix
            ? onPath(place, unix.path())
            : engine.listen(address, place, settings);
      } catch (IOException e) {
        boolean another = places.hasNext() && isNotHere(place);
        if (!another) {
          throw SocketFailures.listening(address, place, e);
        }
      }
    }
  }

  /** In use is final: to go on to the next address then would hide half of a host. */
  private static boolean isNotHere(SocketName place) {
    return place instanceof SocketName.Inet inet && !Trouble.isOfThisMachine(inet.address());
  }

  private ListeningChannel onPath(SocketName place, Path path) throws IOException {
    ListeningChannel socket;
    try {
      socket = engine.listen(address, place, settings);
    } catch (BindException | FileAlreadyExistsException taken) {
      if (!StaleSocket.remove(path, engine::knock)) {
        throw taken;
      }
      socket = engine.listen(address, place, settings);
    }
    return withFile(socket, path);
  }

  private ListeningChannel withFile(ListeningChannel socket, Path path) throws IOException {
    if (!settings.unlink()) {
      return socket;
    }
    try {
      socket.own(SocketFile.at(path));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
