package qio.spi.socket;

import java.io.IOException;
import java.net.BindException;
import java.util.Iterator;
import java.util.List;
import qio.posix.SocketName;

/**
 * Listens on what an address names: a host on every address that it has here, no host on all of
 * this machine through one socket, a UNIX path only if nobody else does.
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
   * @return the listening channels, one at least; one of a path owns the path that it has made
   * @throws BindException if the address is in use, or not one of this machine
   * @throws java.nio.file.AccessDeniedException if that is not allowed
   * @throws java.nio.file.NoSuchFileException if the folder of a path does not exist
   * @throws IOException if it cannot be listened on for another reason
   */
  List<ListeningChannel> listen() throws IOException {
    List<SocketName> places = settings.families().among(address, target.toListen());
    if (target instanceof StreamTarget.Tcp tcp && !tcp.hostPort().host().isEmpty()) {
      return new HostBinder(engine, address, settings).listen(places);
    }
    return List.of(onFirst(places.iterator()));
  }

  /** The first place is meant, others are for machines that do not have it. */
  private ListeningChannel onFirst(Iterator<SocketName> places) throws IOException {
    for (; ; ) {
      SocketName place = places.next();
      try {
        return target instanceof StreamTarget.UnixPath unix
            ? new PathBinder(engine, unix, settings).listen()
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
}
