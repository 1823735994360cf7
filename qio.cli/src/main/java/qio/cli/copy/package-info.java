/** The command {@code copy}. */
@NullMarked
package qio.cli.copy;

import org.jspecify.annotations.NullMarked;
