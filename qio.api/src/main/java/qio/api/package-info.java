/**
 * API: the front door: {@link qio.api.Qio} opens, listens, layers and adopts by address, and finds
 * the providers that can.
 *
 * @since 0.1
 */
@NullMarked
package qio.api;

import org.jspecify.annotations.NullMarked;
