package qio.api.spi;

import qio.api.channel.InvalidAddressException;

/**
 * A host and a port out of an address.
 *
 * @param host a name or a numeric address without brackets; empty if none is written
 * @param port from 0 to 65535
 */
public record HostPort(String host, int port) {

  private static final int MAX_PORT = 65_535;

  /** Checks the port. */
  public HostPort {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is from 0 to 65535, not " + port);
    }
  }

  static HostPort parse(Endpoint endpoint) {
    String target = endpoint.target();
    if (!target.startsWith("//")) {
      throw bad(endpoint, "is written " + endpoint.scheme() + "://host:port");
    }
    String authority = target.substring(2);
    int colon = authority.lastIndexOf(':');
    if (colon < 0 || colon < authority.lastIndexOf(']')) {
      throw bad(endpoint, "no port; write " + endpoint.scheme() + "://host:port");
    }
    return new HostPort(
        host(endpoint, authority.substring(0, colon)),
        port(endpoint, authority.substring(colon + 1)));
  }

  private static String host(Endpoint endpoint, String text) {
    if (text.startsWith("[") && text.endsWith("]")) {
      return v6(endpoint, text.substring(1, text.length() - 1));
    }
    if (text.indexOf(':') >= 0) {
      throw bad(endpoint, "an IPv6 address is written in brackets: [" + text + "]");
    }
    if (text.indexOf('/') >= 0 || text.indexOf('@') >= 0) {
      throw bad(endpoint, "a host has no / and no @; write " + endpoint.scheme() + "://host:port");
    }
    if (!text.chars().allMatch(HostPort::visible)) {
      throw bad(endpoint, "a host has no blanks, brackets or control characters");
    }
    return text;
  }

  /** What may follow the zone's % is the operating system's affair. */
  private static String v6(Endpoint endpoint, String text) {
    if (text.indexOf(':') < 0 || !text.chars().allMatch(HostPort::visible)) {
      throw bad(endpoint, "brackets hold an IPv6 address, such as [::1]");
    }
    return text;
  }

  private static boolean visible(int c) {
    return c > ' ' && c != 0x7f && c != '[' && c != ']';
  }

  private static int port(Endpoint endpoint, String text) {
    boolean digits =
        !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(HostPort::digit);
    if (!digits) {
      throw bad(endpoint, "a port is a number from 0 to 65535, not '" + text + "'");
    }
    int port = Integer.parseInt(text);
    if (port > MAX_PORT) {
      throw bad(endpoint, "a port is from 0 to 65535, not " + text);
    }
    return port;
  }

  private static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }

  private static InvalidAddressException bad(Endpoint endpoint, String why) {
    return new InvalidAddressException(endpoint.toString(), why);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
