/**
 * Internal: frames and messages of RFC 6455 as state machines over byte buffers. Nothing in this
 * package knows a channel, waits, or starts a thread; bytes come and go through {@link
 * qio.spi.websocket.frame.ByteSource} and {@link qio.spi.websocket.frame.ByteSink}, which answer at
 * once.
 */
@NullMarked
package qio.spi.websocket.frame;

import org.jspecify.annotations.NullMarked;
