/** The command {@code relay}: accepts, dials, moves bytes both ways, drains. */
@NullMarked
package qio.cli.relay;

import org.jspecify.annotations.NullMarked;
