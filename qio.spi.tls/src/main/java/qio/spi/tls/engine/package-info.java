/**
 * Internal: TLS as a state machine over byte buffers: an {@link javax.net.ssl.SSLEngine} is driven
 * here, and nowhere else. Nothing in this package knows a channel, waits, or starts a thread; bytes
 * come and go through {@link qio.spi.tls.engine.ByteSource} and {@link
 * qio.spi.tls.engine.ByteSink}, which answer at once.
 */
@NullMarked
package qio.spi.tls.engine;

import org.jspecify.annotations.NullMarked;
