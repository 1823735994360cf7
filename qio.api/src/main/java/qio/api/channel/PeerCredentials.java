package qio.api.channel;

/**
 * Who is at the other end of a local socket, as the kernel noted it when the connection was made.
 *
 * @param pid the process
 * @param uid its effective user
 * @param gid its effective group
 */
public record PeerCredentials(long pid, long uid, long gid) {}
