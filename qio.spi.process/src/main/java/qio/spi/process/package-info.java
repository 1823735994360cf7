/**
 * API: a child process as a channel: what is written goes to its standard input, what is read comes
 * from its standard output.
 *
 * <p>A host needs the address {@code exec:} only, and {@link qio.spi.process.ChildProcess} to ask
 * how the child has ended.
 *
 * @since 0.1
 */
@NullMarked
package qio.spi.process;

import org.jspecify.annotations.NullMarked;
