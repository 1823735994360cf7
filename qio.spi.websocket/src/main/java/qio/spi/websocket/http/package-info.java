/**
 * Internal: the opening handshake of RFC 6455 as text: what is asked, what is answered, and what is
 * refused. Nothing in this package knows a channel.
 */
@NullMarked
package qio.spi.websocket.http;

import org.jspecify.annotations.NullMarked;
