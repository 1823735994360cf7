/**
 * API: WebSocket over any channel. Hosts reach it by address ({@code ws://host:port/path}) or
 * {@code Qio.layer("ws", …)}; {@link qio.spi.websocket.WsOptions} names what can be set, {@link
 * qio.spi.websocket.WsSession} tells what the handshake has agreed on.
 *
 * @since 0.1
 */
@NullMarked
package qio.spi.websocket;

import org.jspecify.annotations.NullMarked;
