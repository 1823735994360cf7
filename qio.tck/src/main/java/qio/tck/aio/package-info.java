/**
 * What every poller, and every loop on it, must do: abstract test classes that the author of a
 * {@link qio.api.aio.PollerProvider} extends, giving a {@link qio.tck.aio.PollerFixture}.
 */
@NullMarked
package qio.tck.aio;

import org.jspecify.annotations.NullMarked;
