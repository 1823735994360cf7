/**
 * API: TLS over any channel. Hosts reach it by address ({@code tls+tcp://host:port}) or {@code
 * Qio.layer("tls", …)}; {@link qio.spi.tls.TlsOptions} names what can be set.
 *
 * @since 0.1
 */
@NullMarked
package qio.spi.tls;

import org.jspecify.annotations.NullMarked;
