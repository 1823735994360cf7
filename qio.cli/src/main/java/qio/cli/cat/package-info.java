/** The command {@code cat}. */
@NullMarked
package qio.cli.cat;

import org.jspecify.annotations.NullMarked;
