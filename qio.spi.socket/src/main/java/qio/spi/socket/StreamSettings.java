package qio.spi.socket;

import java.time.Duration;
import java.util.Optional;
import qio.api.channel.ChannelOption;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.IoCondition;
import qio.api.spi.OptionValues;

/** What a user wants of a stream socket: the options given, and what holds without them. */
final class StreamSettings {

  /** A limit that is none. */
  static final long NO_LIMIT = Long.MAX_VALUE;

  private static final int DEFAULT_BACKLOG = 1024;
  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(30);

  /** RFC 8305, section 8. */
  private static final Duration DEFAULT_ATTEMPT_DELAY = Duration.ofMillis(250);

  /** Less would be a flood (RFC 8305, section 5). */
  private static final Duration LEAST_ATTEMPT_DELAY = Duration.ofMillis(10);

  private final OptionValues values;
  private final AddressFamilies families;
  private final TcpSettings tcp;
  private final SocketFileSettings file;

  private StreamSettings(
      OptionValues values, AddressFamilies families, TcpSettings tcp, SocketFileSettings file) {
    this.values = values;
    this.families = families;
    this.tcp = tcp;
    this.file = file;
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
    checkLeast(address, values, SocketOptions.ATTEMPT_DELAY, LEAST_ATTEMPT_DELAY);
    checkLeast(address, values, SocketOptions.DEADLINE, Duration.ofMillis(1));
    return new StreamSettings(
        values,
        AddressFamilies.of(address, values),
        TcpSettings.of(address, values),
        SocketFileSettings.of(address, values));
  }

  private static void checkLeast(
      String address, OptionValues values, ChannelOption<Duration> option, Duration least) {
    if (values.get(option, least).compareTo(least) < 0) {
      throw new InvalidAddressException(
          address, "option " + option + " is at least " + least.toMillis() + "ms");
    }
  }

  /** What holds for sockets that come without options. */
  static StreamSettings none() {
    return ofInherited(OptionValues.none());
  }

  /** Takes options for a socket that somebody else has set up; they were checked for that. */
  static StreamSettings ofInherited(OptionValues values) {
    return new StreamSettings(
        values, AddressFamilies.ANY, TcpSettings.none(), SocketFileSettings.none());
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

  boolean reuseAddress() {
    return values.get(SocketOptions.REUSE_ADDRESS, true);
  }

  TcpSettings tcp() {
    return tcp;
  }

  SocketFileSettings file() {
    return file;
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

  /** Takes the limits of single waits, each with the name of the option that has set it. */
  @FunctionalInterface
  interface WaitLimits {
    void limit(IoCondition condition, Duration limit, String option);
  }

  /** Tells a channel how long each single wait may last; a time of 0 is no limit. */
  void limitWaits(WaitLimits channel) {
    limitWaits(channel, IoCondition.IN, SocketOptions.READ_TIMEOUT);
    limitWaits(channel, IoCondition.OUT, SocketOptions.WRITE_TIMEOUT);
  }

  private void limitWaits(
      WaitLimits channel, IoCondition condition, ChannelOption<Duration> option) {
    values
        .get(option)
        .filter(Duration::isPositive)
        .ifPresent(limit -> channel.limit(condition, limit, option.name()));
  }

  /** How long the user's job may last, connecting included. */
  Optional<Duration> deadline() {
    return values.get(SocketOptions.DEADLINE);
  }

  Optional<Integer> sendBuffer() {
    return values.get(SocketOptions.SNDBUF);
  }

  Optional<Integer> receiveBuffer() {
    return values.get(SocketOptions.RCVBUF);
  }

  boolean unlink() {
    return values.get(SocketOptions.UNLINK, true);
  }
}
