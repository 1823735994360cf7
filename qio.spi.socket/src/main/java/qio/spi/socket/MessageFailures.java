package qio.spi.socket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.util.Optional;
import qio.api.channel.MessageTooLongException;
import qio.posix.Errno;
import qio.posix.PosixException;

/** Makes failures to send and receive messages tell what failed, where, why, and what to try. */
final class MessageFailures {

  private MessageFailures() {}

  /** A failure to send or receive that says nothing of the size of a message. */
  static IOException using(String address, IOException cause) {
    if (cause instanceof PortUnreachableException) {
      return refused(address, "the port is unreachable", cause);
    }
    Optional<Errno> errno = PosixException.in(cause).flatMap(PosixException::errno);
    if (errno.isEmpty()) {
      return SocketFailures.using(address, cause);
    }
    return switch (errno.get()) {
      case ECONNREFUSED -> refused(address, SocketFailures.reason(cause), cause);
      case EDESTADDRREQ, ENOTCONN -> noPeer(address, cause);
      case ENOENT -> told(address, cause, "there is no socket at the peer's path");
      case EACCES, EPERM ->
          told(
              address,
              cause,
              "a broadcast address needs broadcast=on; a UNIX peer must be one that this user may"
                  + " write to, and not be connected to somebody else");
      case EPROTOTYPE -> told(address, cause, "the peer's socket is no socket for messages");
      case ENETUNREACH, EHOSTUNREACH, EINVAL ->
          told(address, cause, "there is no way from here to that peer; check its address");
      default -> cause;
    };
  }

  private static IOException refused(String address, String why, IOException cause) {
    var failure =
        new ConnectException(
            address
                + ": "
                + why
                + "; nobody has that address, or had it when a message was sent before; the"
                + " channel is usable");
    failure.initCause(cause);
    return failure;
  }

  /** A message for the peer of a channel that has none. */
  static IOException noPeer(String address, IOException cause) {
    return new SocketException(address + ": " + NO_PEER, cause);
  }

  /** The same where nobody was asked. */
  static IOException noPeer(String address) {
    return new SocketException(address + ": " + NO_PEER);
  }

  private static final String NO_PEER =
      "there is no peer to send to; this channel is not connected: name a peer in its address, or"
          + " send with an envelope that has one";

  private static IOException told(String address, IOException cause, String hint) {
    return new SocketException(address + ": " + SocketFailures.reason(cause) + "; " + hint, cause);
  }

  /** A message that is too long for the transport; -1 for a limit that is not known. */
  static IOException tooLong(String address, long size, long limit, String advice) {
    return new MessageTooLongException(address, size, size > limit ? limit : -1, advice);
  }
}
