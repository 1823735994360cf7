/**
 * SPI: what a layer is made of whose data flow after a handshake and end with a farewell, as those
 * of TLS and WebSocket do. {@link qio.api.layer.HandshakeChannel} ties the contract of a channel to
 * two sides, {@link qio.api.layer.LayerInput} and {@link qio.api.layer.LayerOutput}, which the
 * layer writes, and to its {@link qio.api.layer.HandshakeJob}.
 *
 * @since 0.1
 */
@NullMarked
package qio.api.layer;

import org.jspecify.annotations.NullMarked;
