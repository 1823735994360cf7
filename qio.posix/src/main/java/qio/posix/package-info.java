/**
 * Internal: Linux as the channels of QIO need it: descriptors, sockets, files, waiting and the
 * epoll poller, in plain Java types.
 *
 * <p>This is the only module with native access. Ask {@link
 * qio.posix.NativeAccess#unavailableBecause()} first; where it names a reason, everything else here
 * throws {@link qio.posix.NativeAccessException}. No signature of this package carries native
 * memory.
 *
 * <p>Transfers return the number of bytes, -1 at the end of the stream and -2 if nothing can be
 * transferred without waiting; they never wait for a peer. {@link qio.posix.DescriptorWaiter} is
 * where a thread waits.
 */
@NullMarked
package qio.posix;

import org.jspecify.annotations.NullMarked;
