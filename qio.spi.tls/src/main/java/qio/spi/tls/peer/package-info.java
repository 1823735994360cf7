/**
 * Internal: who the other side may be: which certificates are trusted, which names and subjects are
 * allowed.
 */
@NullMarked
package qio.spi.tls.peer;

import org.jspecify.annotations.NullMarked;
