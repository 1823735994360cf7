package qio.spi.socket;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.OptionValues;

/** What a user wants of a stream socket: the options given, and what holds without them. */
final class StreamSettings {

  /** A limit that is none. */
  static final long NO_LIMIT = Long.MAX_VALUE;

  /** What an octal digit of a mode means. */
  private static final String[] TRIPLETS = {"---", "--x", "-w-", "-wx", "r--", "r-x", "rw-", "rwx"};

  private static final int DEFAULT_BACKLOG = 1024;
  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(30);

  /** RFC 8305, section 8. */
  private static final Duration DEFAULT_ATTEMPT_DELAY = Duration.ofMillis(250);

  /** Less would be a flood (RFC 8305, section 5). */
  private static final Duration LEAST_ATTEMPT_DELAY = Duration.ofMillis(10);

  private final OptionValues values;
  private final @Nullable Set<PosixFilePermission> mode;
  private final AddressFamilies families;

  private StreamSettings(
      OptionValues values, @Nullable Set<PosixFilePermission> mode, AddressFamilies families) {
    this.values = values;
    this.mode = mode;
    this.families = families;
  }

  /**
   * Takes options that were checked for their place.
   *
   * @throws InvalidAddressException if the mode is not one, the delay between attempts too short,
   *     or no family of addresses is left
   */
  static StreamSettings of(StreamTarget target, OptionValues values) {
    return of(target.address(), values);
  }

  /** The same for an address that is no stream's. */
  static StreamSettings of(String address, OptionValues values) {
    Set<PosixFilePermission> mode =
        values.get(SocketOptions.MODE).map(text -> permissions(address, text)).orElse(null);
    if (values
            .get(SocketOptions.ATTEMPT_DELAY, DEFAULT_ATTEMPT_DELAY)
            .compareTo(LEAST_ATTEMPT_DELAY)
        < 0) {
      throw new InvalidAddressException(
          address, "option attempt-delay is at least 10ms (RFC 8305)");
    }
    return new StreamSettings(values, mode, AddressFamilies.of(address, values));
  }

  /** What holds for sockets that come without options. */
  static StreamSettings none() {
    return new StreamSettings(OptionValues.none(), null, AddressFamilies.ANY);
  }

  private static Set<PosixFilePermission> permissions(String address, String text) {
    if (!text.matches("0?[0-7]{3}")) {
      throw new InvalidAddressException(
          address, "option mode is three octal digits such as 660, not " + text);
    }
    StringBuilder symbols = new StringBuilder();
    for (char digit : text.substring(text.length() - 3).toCharArray()) {
      symbols.append(TRIPLETS[digit - '0']);
    }
    return PosixFilePermissions.fromString(symbols.toString());
  }

  int backlog() {
    return values.get(SocketOptions.BACKLOG, DEFAULT_BACKLOG);
  }

  boolean reusePort() {
    return values.get(SocketOptions.REUSE_PORT, false);
  }

  boolean noDelay() {
    return values.get(SocketOptions.NODELAY, true);
  }

  boolean keepAlive() {
    return values.get(SocketOptions.KEEPALIVE, false);
  }

  Duration connectTimeout() {
    return values.get(SocketOptions.CONNECT_TIMEOUT, DEFAULT_CONNECT_TIMEOUT);
  }

  /** How long one address may take before the next is tried beside it. */
  Duration attemptDelay() {
    return values.get(SocketOptions.ATTEMPT_DELAY, DEFAULT_ATTEMPT_DELAY);
  }

  AddressFamilies families() {
    return families;
  }

  /** Nanoseconds, or {@link #NO_LIMIT}. */
  long readTimeout() {
    return nanos(values.get(SocketOptions.READ_TIMEOUT));
  }

  /** Nanoseconds, or {@link #NO_LIMIT}. */
  long writeTimeout() {
    return nanos(values.get(SocketOptions.WRITE_TIMEOUT));
  }

  private static long nanos(Optional<Duration> limit) {
    return limit.filter(Duration::isPositive).map(Duration::toNanos).orElse(NO_LIMIT);
  }

  Optional<Integer> sendBuffer() {
    return values.get(SocketOptions.SNDBUF);
  }

  Optional<Integer> receiveBuffer() {
    return values.get(SocketOptions.RCVBUF);
  }

  Optional<Set<PosixFilePermission>> mode() {
    return Optional.ofNullable(mode);
  }

  boolean unlink() {
    return values.get(SocketOptions.UNLINK, true);
  }
}
