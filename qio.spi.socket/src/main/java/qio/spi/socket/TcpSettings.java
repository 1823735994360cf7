package qio.spi.socket;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import qio.api.channel.ChannelOption;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.OptionValues;

/** What a user wants of a tcp connection, checked. */
final class TcpSettings {

  /** The bits that belong to the kernel: explicit congestion notification. */
  private static final int ECN = 0x3;

  /** The most that {@code struct linger} is given by the JDK as well. */
  private static final int MAX_LINGER_SECONDS = 65_535;

  private final OptionValues values;

  private TcpSettings(OptionValues values) {
    this.values = values;
  }

  /**
   * Checks what the options cannot check themselves.
   *
   * @throws InvalidAddressException if a value is none that a kernel takes, or two contradict
   */
  static TcpSettings of(String address, OptionValues values) {
    checkSeconds(address, values, TcpOptions.KEEPALIVE_IDLE, 1, TcpOptions.MAX_KEEPALIVE_SECONDS);
    checkSeconds(
        address, values, TcpOptions.KEEPALIVE_INTERVAL, 1, TcpOptions.MAX_KEEPALIVE_SECONDS);
    checkSeconds(address, values, TcpOptions.LINGER, 0, MAX_LINGER_SECONDS);
    values
        .get(TcpOptions.USER_TIMEOUT)
        .filter(limit -> limit.toMillis() < 1 || limit.toMillis() > Integer.MAX_VALUE)
        .ifPresent(limit -> refuse(address, TcpOptions.USER_TIMEOUT, "is from 1ms to 24 days"));
    values
        .get(TcpOptions.TOS)
        .filter(tos -> (tos & ECN) != 0)
        .ifPresent(
            tos ->
                refuse(
                    address,
                    TcpOptions.TOS,
                    "is a multiple of 4: the two lowest bits are the kernel's (ECN)"));
    if (isTuned(values) && !values.get(TcpOptions.KEEPALIVE, true)) {
      refuse(address, TcpOptions.KEEPALIVE, "is off, so its times and its count mean nothing");
    }
    return new TcpSettings(values);
  }

  static TcpSettings none() {
    return new TcpSettings(OptionValues.none());
  }

  private static void checkSeconds(
      String address, OptionValues values, ChannelOption<Duration> option, int min, int max) {
    Optional<Duration> value = values.get(option);
    if (value.isEmpty()) {
      return;
    }
    long seconds = value.get().toSeconds();
    if (seconds < min || seconds > max || !value.get().equals(Duration.ofSeconds(seconds))) {
      refuse(address, option, "is whole seconds, from " + min + "s to " + max + "s");
    }
  }

  private static void refuse(String address, ChannelOption<?> option, String why) {
    throw new InvalidAddressException(address, "option " + option.name() + " " + why);
  }

  private static boolean isTuned(OptionValues values) {
    return values.get(TcpOptions.KEEPALIVE_IDLE).isPresent()
        || values.get(TcpOptions.KEEPALIVE_INTERVAL).isPresent()
        || values.get(TcpOptions.KEEPALIVE_COUNT).isPresent();
  }

  /** Whether an idle peer is probed; whoever says how wants it. */
  boolean keepAlive() {
    return values.get(TcpOptions.KEEPALIVE, isTuned(values));
  }

  /** Seconds. */
  Optional<Integer> keepAliveIdle() {
    return seconds(TcpOptions.KEEPALIVE_IDLE);
  }

  /** Seconds. */
  Optional<Integer> keepAliveInterval() {
    return seconds(TcpOptions.KEEPALIVE_INTERVAL);
  }

  Optional<Integer> keepAliveCount() {
    return values.get(TcpOptions.KEEPALIVE_COUNT);
  }

  /** Milliseconds. */
  Optional<Integer> userTimeout() {
    return values
        .get(TcpOptions.USER_TIMEOUT)
        .map(limit -> (int) TimeUnit.NANOSECONDS.toMillis(limit.toNanos()));
  }

  /** Seconds. */
  Optional<Integer> linger() {
    return seconds(TcpOptions.LINGER);
  }

  Optional<Integer> typeOfService() {
    return values.get(TcpOptions.TOS);
  }

  Optional<Integer> mark() {
    return values.get(TcpOptions.MARK);
  }

  private Optional<Integer> seconds(ChannelOption<Duration> option) {
    return values.get(option).map(time -> (int) time.toSeconds());
  }
}
