/**
 * SPI: what every poller, and every loop on it, must do: abstract test classes that the author of a
 * {@link qio.api.aio.PollerProvider} extends, giving a {@link qio.tck.aio.PollerFixture}.
 *
 * @since 0.1
 */
@NullMarked
package qio.tck.aio;

import org.jspecify.annotations.NullMarked;
