/**
 * Internal: the C structs that system calls read and write, one file each. Offsets are derived from
 * the layouts, and tests pin them. All of them are the same on x86-64 and aarch64 except {@link
 * qio.posix.layout.EpollEvent}.
 */
@NullMarked
package qio.posix.layout;

import org.jspecify.annotations.NullMarked;
