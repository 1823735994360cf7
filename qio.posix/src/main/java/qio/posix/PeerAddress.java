package qio.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import qio.posix.layout.SockaddrUn;
import qio.posix.libc.CallMemory;

/**
 * The address of the peer of a message, as the kernel writes it: filled by a receive, read by a
 * send, as often as one likes and without allocating. {@link #name} takes it apart.
 *
 * <p>Used by one thread at a time.
 */
public final class PeerAddress {

  private final byte[] bytes = new byte[CallMemory.NAME_SIZE];
  private int length;
  private int family;

  /** Makes one that is empty. */
  public PeerAddress() {}

  /**
   * Whether there is no address: nothing was received yet, or from a socket without a name.
   *
   * @return true if nobody can be answered
   */
  public boolean isEmpty() {
    return length <= Short.BYTES;
  }

  /**
   * Takes an address over.
   *
   * @param name the address
   * @param domain the family of the socket that will send there; an IPv4 address is mapped for an
   *     IPv6 one
   * @throws NativeAccessException if there is no native access
   */
  public void set(SocketName name, SocketDomain domain) {
    NativeAccess.require();
    try (CallMemory memory = CallMemory.take()) {
      take(memory.room(), SocketNames.encode(name, domain.number(), memory.room()));
    }
  }

  /**
   * The family of the address.
   *
   * @return the family; {@link SocketDomain#OTHER} if this is empty
   */
  public SocketDomain domain() {
    return isEmpty() ? SocketDomain.OTHER : SocketDomain.of(family);
  }

  /**
   * The address taken apart.
   *
   * @return the address; {@link SocketName.UnixUnnamed} if this is empty
   * @throws IOException never for an address that the kernel has written
   */
  public SocketName name() throws IOException {
    try (CallMemory memory = CallMemory.take()) {
      give(memory.room());
      return SocketNames.decode(memory.room(), length);
    }
  }

  /** Takes what the kernel has written. */
  void take(MemorySegment name, int nameLength) {
    length = Math.min(nameLength, bytes.length);
    family = isEmpty() ? 0 : SockaddrUn.family(name);
    MemorySegment.copy(name, JAVA_BYTE, 0, bytes, 0, length);
  }

  /** Writes the address for the kernel; answers its length in bytes. */
  int give(MemorySegment name) {
    MemorySegment.copy(bytes, 0, name, JAVA_BYTE, 0, length);
    return length;
  }
}
