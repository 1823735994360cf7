/**
 * A client of network block devices: the handshake with or without STARTTLS, and transfers of
 * blocks. The protocol is that of the NBD project's {@code doc/proto.md}.
 */
package qio.example.nbd;
