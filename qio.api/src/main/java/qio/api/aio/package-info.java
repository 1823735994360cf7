/**
 * API and SPI: the event loop: one {@link qio.api.aio.AioContext} waits for descriptors, timers and
 * bottom halves, and runs what is due on one thread at a time.
 *
 * <p>This is the lowest package of {@code qio.api}: it knows nothing of channels. Waiting itself is
 * a {@link qio.api.aio.Poller}; the portable one stands on a {@link java.nio.channels.Selector},
 * faster ones come from modules that provide a {@link qio.api.aio.PollerProvider}.
 *
 * @since 0.1
 */
@NullMarked
package qio.api.aio;

import org.jspecify.annotations.NullMarked;
