/**
 * SPI: what a provider of channels implements: a {@link qio.api.spi.ChannelProvider} opens a kind
 * of address, a {@link qio.api.spi.LayerProvider} puts a protocol over any channel. Both are
 * declared with {@code provides} in a module-info; on the class path they are not found.
 *
 * @since 0.1
 */
@NullMarked
package qio.api.spi;

import org.jspecify.annotations.NullMarked;
