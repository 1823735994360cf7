/** The command {@code demo}: a file's way through channels of every kind. */
@NullMarked
package qio.cli.demo;

import org.jspecify.annotations.NullMarked;
