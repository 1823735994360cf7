/**
 * API: channels that need nothing of the operating system: {@code mem:NAME} joins two ends in one
 * process, {@code mem:} is a buffer with a position, {@code null:} swallows what is written.
 *
 * <p>Hosts reach them by address; {@link qio.spi.memory.MemoryChannels} gives them without one.
 *
 * @since 0.1
 */
@NullMarked
package qio.spi.memory;

import org.jspecify.annotations.NullMarked;
