/**
 * Internal: sockets on two engines, native Linux calls and {@code java.nio}: streams by {@code
 * tcp}, {@code unix} and {@code vsock} addresses, messages by {@code udp} and {@code unixgram}
 * ones. Hosts reach all of this by address and need none of its classes.
 */
@NullMarked
package qio.spi.socket;

import org.jspecify.annotations.NullMarked;
