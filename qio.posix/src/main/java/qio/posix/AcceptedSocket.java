package qio.posix;

/**
 * A connection that was taken out of a listener's queue.
 *
 * @param socket the connection, non-blocking and close-on-exec, owned by whoever accepted
 * @param peer who has connected; a UNIX client is mostly unnamed
 */
public record AcceptedSocket(PosixDescriptor socket, SocketName peer) {}
