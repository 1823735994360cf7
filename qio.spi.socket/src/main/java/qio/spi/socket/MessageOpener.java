package qio.spi.socket;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import qio.posix.SocketName;

/**
 * Opens sockets for messages: bound to a place of their own if one is given, connected to the first
 * address of their peer that there is a way to if they have one. Used by one thread, once.
 */
final class MessageOpener {

  private static final SocketName SOME_UNIX = new SocketName.UnixUnnamed();

  private final MessageEngine engine;
  private final MessageTarget target;
  private final StreamSettings settings;

  MessageOpener(MessageEngine engine, MessageTarget target, StreamSettings settings) {
    this.engine = engine;
    this.target = target;
    this.settings = settings;
  }

  /**
   * Opens the channel.
   *
   * @throws java.net.UnknownHostException if a host has no address
   * @throws BindException if the local address is in use or not one of this machine
   * @throws java.net.ConnectException if there is no such UNIX socket, or nobody has it
   * @throws IOException if the channel cannot be opened for another reason; nothing is left open
   */
  MessageSocket open() throws IOException {
    List<SocketName> peers = target.peers();
    if (peers.isEmpty()) {
      MessageSocket socket = bound(null);
      return finished(socket);
    }
    List<SocketFailures.Attempt> attempts = new ArrayList<>();
    for (SocketName peer : peers) {
      MessageSocket socket = bound(peer);
      try {
        socket.connect(peer);
      } catch (IOException e) {
        attempts.add(new SocketFailures.Attempt(peer, e));
        socket.close();
        continue;
      }
      return finished(socket);
    }
    throw SocketFailures.connecting(target.address(), attempts);
  }

  private MessageSocket finished(MessageSocket socket) throws IOException {
    boolean done = false;
    try {
      socket.settle(settings);
      done = true;
      return socket;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  /** A socket with its own place, for this peer or for everybody. */
  private MessageSocket bound(@Nullable SocketName peer) throws IOException {
    if (!target.hasLocal() && (peer instanceof SocketName.Inet || !target.isUdp())) {
      return opened(peer == null ? SOME_UNIX : peer);
    }
    Iterator<SocketName> places = target.locals(peer).iterator();
    for (; ; ) {
      SocketName place = places.next();
      try {
        return boundAt(place);
      } catch (IOException e) {
        boolean another =
            places.hasNext()
                && place instanceof SocketName.Inet inet
                && !Trouble.isOfThisMachine(inet.address());
        if (!another) {
          throw SocketFailures.naming(target.address(), place, e);
        }
      }
    }
  }

  private MessageSocket boundAt(SocketName place) throws IOException {
    MessageSocket socket = engine.open(target, place, settings);
    boolean done = false;
    try {
      Path path = target.localPath().orElse(null);
      if (path == null) {
        socket.bind(place);
      } else {
        takePath(socket, place, path);
      }
      done = true;
      return socket;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  private void takePath(MessageSocket socket, SocketName place, Path path) throws IOException {
    try {
      socket.bind(place);
    } catch (BindException taken) {
      if (!StaleSocket.remove(path, engine::knock)) {
        throw taken;
      }
      socket.bind(place);
    }
    socket.own(SocketFile.at(path), settings.unlink());
    settings.file().apply(path); // what the umask has taken; it was never wider than asked
  }

  /** Without a place of its own; the kernel gives a UNIX socket one, so that it can be answered. */
  private MessageSocket opened(SocketName like) throws IOException {
    MessageSocket socket;
    try {
      socket = engine.open(target, like, settings);
    } catch (IOException e) {
      throw SocketFailures.connecting(
          target.address(), List.of(new SocketFailures.Attempt(like, e)));
    }
    boolean done = target.isUdp();
    try {
      if (!target.isUdp()) {
        socket.autobind();
      }
      done = true;
      return socket;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }
}
