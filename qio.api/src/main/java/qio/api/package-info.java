/**
 * The front door: {@link qio.api.Qio} opens, listens, layers and adopts by address, and finds the
 * providers that can.
 */
@NullMarked
package qio.api;

import org.jspecify.annotations.NullMarked;
