package qio.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import qio.posix.layout.SockaddrIn;
import qio.posix.layout.SockaddrIn6;
import qio.posix.layout.SockaddrUn;
import qio.posix.layout.SockaddrVm;

/** Turns {@link SocketName}s into {@code sockaddr}s and back. */
final class SocketNames {

  /** More than any address takes ({@code sockaddr_storage}). */
  static final int LONGEST = 128;

  private SocketNames() {}

  /**
   * Writes an address.
   *
   * @param domain the address family of the socket, which decides whether an IPv4 address is mapped
   * @return the length in bytes
   */
  static int encode(SocketName name, int domain, MemorySegment to) {
    return switch (name) {
      case SocketName.Inet inet -> encode(inet, domain, to);
      case SocketName.UnixPath path -> SockaddrUn.setPath(to, path.bytes());
      case SocketName.UnixAbstract named -> SockaddrUn.setAbstract(to, named.bytes());
      case SocketName.Vsock vsock -> SockaddrVm.set(to, vsock.cid(), vsock.port());
      case SocketName.UnixUnnamed ignored ->
          throw new IllegalArgumentException("an unnamed socket has no address to give");
      case SocketName.Other other -> throw new IllegalArgumentException("cannot write an " + other);
    };
  }

  private static int encode(SocketName.Inet inet, int domain, MemorySegment to) {
    byte[] address = inet.address().getAddress();
    if (address.length == 4 && domain != SockaddrIn6.AF_INET6) {
      SockaddrIn.set(to, address, inet.port());
      return (int) SockaddrIn.SIZE;
    }
    int scope = inet.address() instanceof Inet6Address six ? six.getScopeId() : 0;
    SockaddrIn6.set(to, address, inet.port(), scope);
    return (int) SockaddrIn6.SIZE;
  }

  /**
   * Reads an address.
   *
   * @param length what the kernel says it is long
   */
  static SocketName decode(MemorySegment from, int length) throws IOException {
    if (length < Short.BYTES) {
      return new SocketName.UnixUnnamed();
    }
    int family = SockaddrUn.family(from);
    return switch (family) {
      case SockaddrIn.AF_INET ->
          new SocketName.Inet(
              InetAddress.getByAddress(SockaddrIn.address(from)), SockaddrIn.port(from));
      case SockaddrIn6.AF_INET6 -> new SocketName.Inet(six(from), SockaddrIn6.port(from));
      case SockaddrUn.AF_UNIX -> unix(SockaddrUn.rest(from, length));
      case SockaddrVm.AF_VSOCK -> new SocketName.Vsock(SockaddrVm.cid(from), SockaddrVm.port(from));
      default -> new SocketName.Other(family);
    };
  }

  /** An IPv6 address with its scope, or the IPv4 address that is mapped into one. */
  private static InetAddress six(MemorySegment from) throws UnknownHostException {
    byte[] bytes = SockaddrIn6.address(from);
    InetAddress plain = InetAddress.getByAddress(bytes);
    int scope = SockaddrIn6.scope(from);
    return scope != 0 && plain instanceof Inet6Address
        ? Inet6Address.getByAddress(null, bytes, scope)
        : plain;
  }

  private static SocketName unix(byte[] rest) {
    if (rest.length == 0) {
      return new SocketName.UnixUnnamed();
    }
    if (rest[0] == 0) {
      return new SocketName.UnixAbstract(Arrays.copyOfRange(rest, 1, rest.length));
    }
    int end = 0;
    while (end < rest.length && rest[end] != 0) {
      end++;
    }
    return new SocketName.UnixPath(Arrays.copyOf(rest, end));
  }
}
