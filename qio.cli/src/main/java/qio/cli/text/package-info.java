/** How numbers, tables and JSON are written, in one place each. */
@NullMarked
package qio.cli.text;

import org.jspecify.annotations.NullMarked;
