package qio.spi.socket;

import java.time.Duration;
import qio.api.channel.ChannelOption;

/** The options of tcp sockets that tune the connection. */
final class TcpOptions {

  /** The most that Linux takes for the times of keep-alive ({@code MAX_TCP_KEEPIDLE}). */
  static final int MAX_KEEPALIVE_SECONDS = 32_767;

  /** The most probes that Linux sends ({@code MAX_TCP_KEEPCNT}). */
  private static final int MAX_KEEPALIVE_COUNT = 127;

  private static final int MAX_TOS = 255;

  static final ChannelOption<Boolean> KEEPALIVE =
      ChannelOption.flag("keepalive", "probes an idle tcp peer (off)");

  static final ChannelOption<Duration> KEEPALIVE_IDLE =
      ChannelOption.duration(
          "keepalive-idle", "after how long without data probing begins; turns keepalive on");

  static final ChannelOption<Duration> KEEPALIVE_INTERVAL =
      ChannelOption.duration(
          "keepalive-interval", "the time between two probes; turns keepalive on");

  static final ChannelOption<Integer> KEEPALIVE_COUNT =
      ChannelOption.integer(
          "keepalive-count",
          1,
          MAX_KEEPALIVE_COUNT,
          "how many unanswered probes end the connection; turns keepalive on");

  static final ChannelOption<Duration> USER_TIMEOUT =
      ChannelOption.duration(
          "user-timeout", "how long sent data may stay unacknowledged before the connection ends");

  static final ChannelOption<Duration> LINGER =
      ChannelOption.duration(
          "linger",
          "how long close waits for data to be sent, in whole seconds; 0 resets the connection"
              + " instead (not at all: the kernel sends on by itself)");

  static final ChannelOption<Integer> TOS =
      ChannelOption.integer(
          "tos",
          0,
          MAX_TOS,
          "the type of service of IPv4 packets and the traffic class of IPv6 ones: the DSCP times"
              + " four");

  static final ChannelOption<Integer> MARK =
      ChannelOption.integer(
          "mark",
          0,
          Integer.MAX_VALUE,
          "the mark of packets for routing and filters; needs CAP_NET_ADMIN");

  private TcpOptions() {}
}
