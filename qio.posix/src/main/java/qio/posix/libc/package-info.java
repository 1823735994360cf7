/**
 * Internal: the symbols of libc, one row each: name, signature, how {@code errno} is captured.
 * Touching any class here needs native access; {@code qio.posix.NativeAccess} is asked before.
 *
 * <p>Every call answers in the manner of the kernel: a result that is not negative, or {@code
 * -errno}. The segment that {@code errno} is captured in belongs to the caller and is never shared
 * between threads. Pointers to this module's own memory travel as longs, which costs nothing and
 * allocates nothing; pointers to memory of callers travel as segments, so that it cannot be freed
 * or moved under the call.
 */
@NullMarked
package qio.posix.libc;

import org.jspecify.annotations.NullMarked;
