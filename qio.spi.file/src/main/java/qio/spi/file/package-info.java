/**
 * API: files, standard streams, pipes and devices as channels. Hosts reach them by address, {@code
 * file:/path?mode=rw} or {@code stdio:}; only a pair of pipe ends, which no address can name, is
 * asked for here.
 *
 * <p>Two engines serve them. The native one reads and writes descriptors of every kind through
 * {@code qio.posix}. The portable one has regular files and blocking standard streams, with nothing
 * but the JDK. The system property {@code qio.file.engine}, {@code native} or {@code nio}, forces
 * one of them; otherwise it is the native one where native access is there.
 *
 * @since 0.1
 */
@NullMarked
package qio.spi.file;

import org.jspecify.annotations.NullMarked;
