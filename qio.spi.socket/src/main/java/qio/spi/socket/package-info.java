/**
 * Stream sockets: {@code tcp} and {@code unix} addresses on two engines, native Linux calls and
 * {@code java.nio}. Hosts reach all of this by address and need none of its classes.
 */
@NullMarked
package qio.spi.socket;

import org.jspecify.annotations.NullMarked;
