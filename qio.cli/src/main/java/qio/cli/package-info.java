/** The program: its commands, what they print, and how they fail. */
@NullMarked
package qio.cli;

import org.jspecify.annotations.NullMarked;
