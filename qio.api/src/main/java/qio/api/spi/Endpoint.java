package qio.api.spi;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import qio.api.channel.InvalidAddressException;

/**
 * The transport's part of an address, without layers and options: {@code tcp://127.0.0.1:80},
 * {@code unix:/run/app.sock}.
 *
 * @param scheme what is before the first colon, in lower case
 * @param target what follows it, percent-decoded: {@code //127.0.0.1:80}, {@code /run/app.sock}
 */
public record Endpoint(String scheme, String target) {

  /** Checks that nothing is missing. */
  public Endpoint {
    Objects.requireNonNull(scheme, "scheme");
    Objects.requireNonNull(target, "target");
  }

  /**
   * Reads the target as {@code //host:port}, {@code //[v6]:port} or {@code //:port}.
   *
   * @return host, empty if none is written, and port
   * @throws InvalidAddressException if it is not of this form, or the port is not from 0 to 65535
   */
  public HostPort hostPort() {
    return HostPort.parse(this);
  }

  /**
   * The address text, for messages and for use as an address; it holds no secrets, since those are
   * options. What could not be read back, and what would break a line, is written as {@code %xx}.
   *
   * @return scheme, colon, target
   */
  @Override
  public String toString() {
    int plain = 0;
    while (plain < target.length() && !isEscaped(target.charAt(plain))) {
      plain++;
    }
    return scheme + ':' + (plain == target.length() ? target : escaped());
  }

  private static boolean isEscaped(char c) {
    return c == '%' || c == '?' || Character.isISOControl(c);
  }

  private String escaped() {
    StringBuilder text = new StringBuilder(target.length());
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (isEscaped(c)) {
        for (byte each : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
          text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
        }
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
