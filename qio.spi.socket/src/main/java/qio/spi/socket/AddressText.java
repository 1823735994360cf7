package qio.spi.socket;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import qio.api.spi.Endpoint;
import qio.posix.SocketName;

/** Writes the names of sockets as addresses: numeric, and in a form that can be connected to. */
final class AddressText {

  private static final int GROUPS = 8;

  private AddressText() {}

  /** The address that has these parts. */
  static String of(Endpoint endpoint) {
    return endpoint.scheme() + ":" + escape(endpoint.target());
  }

  /**
   * The address of a socket's name; empty for one that has no name, and for families that no scheme
   * stands for.
   */
  static Optional<String> of(SocketName name) {
    return of(name, StreamTarget.TCP, StreamTarget.UNIX);
  }

  /** The same with the schemes of sockets of another type. */
  static Optional<String> of(SocketName name, String inetScheme, String unixScheme) {
    return switch (name) {
      case SocketName.Inet inet ->
          Optional.of(inetScheme + ofAuthority(inet.address(), inet.port()));
      case SocketName.UnixPath path -> Optional.of(unixScheme + ":" + escape(path.toString()));
      case SocketName.UnixAbstract named ->
          Optional.of(
              unixScheme + ":@" + escape(new String(named.bytes(), StandardCharsets.UTF_8)));
      case SocketName.Vsock vsock ->
          Optional.of(VsockText.SCHEME + "://" + VsockText.cid(vsock) + ":" + vsock.port());
      case SocketName.UnixUnnamed unnamed -> Optional.empty();
      case SocketName.Other other -> Optional.empty();
    };
  }

  static String ofInet(InetAddress address, int port) {
    return StreamTarget.TCP + ofAuthority(address, port);
  }

  private static String ofAuthority(InetAddress address, int port) {
    return "://" + escape(host(address)) + ":" + port;
  }

  static String ofPath(String path) {
    return "unix:" + escape(path);
  }

  /** The same for people: without a scheme, nothing escaped. */
  static String plain(SocketName name) {
    return name instanceof SocketName.Inet inet
        ? host(inet.address()) + ":" + inet.port()
        : name.toString();
  }

  private static String host(InetAddress address) {
    return address instanceof Inet6Address v6
        ? "[" + compressed(v6) + "]"
        : address.getHostAddress();
  }

  /** As RFC 5952 has it: no leading zeros, the longest run of zero groups as ::, then the scope. */
  private static String compressed(Inet6Address address) {
    byte[] bytes = address.getAddress();
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
    }
    int[] zeros = longestZeros(groups);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == zeros[0]) {
        text.append("::");
        i += zeros[1] - 1;
        continue;
      }
      if (i > 0 && i != zeros[0] + zeros[1]) {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text + scope(address);
  }

  /**
   * Where the longest run of at least two zero groups begins, and its length; past the end if there
   * is none.
   */
  private static int[] longestZeros(int[] groups) {
    int[] longest = {GROUPS + 1, 1};
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > longest[1]) {
        longest = new int[] {i, end - i};
      }
      i = Math.max(i, end - 1);
    }
    return longest;
  }

  private static String scope(Inet6Address address) {
    if (!address.isLinkLocalAddress() || address.getScopeId() == 0) {
      return "";
    }
    NetworkInterface over = address.getScopedInterface();
    return "%" + (over == null ? String.valueOf(address.getScopeId()) : over.getName());
  }

  /** Escapes what means something else in an address, and what cannot be seen. */
  private static String escape(String text) {
    int plain = 0;
    while (plain < text.length() && !isEscaped(text.charAt(plain))) {
      plain++;
    }
    return plain == text.length() ? text : escaped(text);
  }

  private static boolean isEscaped(char c) {
    return c == '%' || c == '?' || c == '#' || c < ' ' || c == 0x7f;
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isEscaped(c)) {
        escaped.append('%').append(String.format("%02X", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
