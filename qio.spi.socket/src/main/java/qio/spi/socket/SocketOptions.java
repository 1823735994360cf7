package qio.spi.socket;

import java.time.Duration;
import java.util.List;
import qio.api.channel.Admission;
import qio.api.channel.ChannelOption;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.OptionValues;

/**
 * The options of stream sockets, and where each of them means something: elsewhere it is refused,
 * never ignored.
 */
final class SocketOptions {

  private static final int MAX_BUFFER = 1 << 30;

  static final ChannelOption<EngineKind> ENGINE =
      ChannelOption.choice(
          "engine", EngineKind.class, "native or nio; nio has no " + EngineKind.NIO_LACKS);

  static final ChannelOption<Integer> BACKLOG =
      ChannelOption.integer(
          "backlog", 1, 65_535, "how many clients may wait to be accepted (1024)");

  static final ChannelOption<Boolean> REUSE_PORT =
      ChannelOption.flag("reuse-port", "lets several listeners share a tcp port (off)");

  static final ChannelOption<Boolean> NODELAY =
      ChannelOption.flag("nodelay", "sends small tcp segments at once (on)");

  static final ChannelOption<Boolean> REUSE_ADDRESS =
      ChannelOption.flag("reuse-address", "listens on a tcp port that was just closed (on)");

  static final ChannelOption<Duration> CONNECT_TIMEOUT =
      ChannelOption.duration(
          "connect-timeout", "the limit for connecting, all addresses of a host together (30s)");

  static final ChannelOption<Duration> ATTEMPT_DELAY =
      ChannelOption.duration(
          "attempt-delay",
          "how long one address of a host may take before the next is tried beside it (250ms)");

  static final ChannelOption<Boolean> IPV4 =
      ChannelOption.flag("ipv4", "whether IPv4 is used; on alone excludes IPv6 (as it comes)");

  static final ChannelOption<Boolean> IPV6 =
      ChannelOption.flag("ipv6", "whether IPv6 is used; on alone excludes IPv4 (as it comes)");

  static final ChannelOption<Duration> READ_TIMEOUT =
      ChannelOption.duration("read-timeout", "how long one wait for something to read may last");

  static final ChannelOption<Duration> WRITE_TIMEOUT =
      ChannelOption.duration("write-timeout", "how long one wait for room to write may last");

  static final ChannelOption<Duration> DEADLINE =
      ChannelOption.duration(
          "deadline", "when no wait may last any more, counted from the start of connecting");

  static final ChannelOption<Integer> SNDBUF =
      ChannelOption.size("sndbuf", 1, MAX_BUFFER, "the kernel's buffer for sending");

  static final ChannelOption<Integer> RCVBUF =
      ChannelOption.size("rcvbuf", 1, MAX_BUFFER, "the kernel's buffer for receiving");

  static final ChannelOption<String> MODE =
      ChannelOption.text("mode", "permissions of the unix socket file, in octal: 660");

  static final ChannelOption<String> OWNER =
      ChannelOption.text(
          "owner", "whose the unix socket file is: user, user:group or :group (this process's)");

  static final ChannelOption<Boolean> UNLINK =
      ChannelOption.flag("unlink", "removes the unix socket file at close (on)");

  static final ChannelOption<String> LOCAL =
      ChannelOption.text(
          "local", "what a udp or unixgram socket is bound to: host:port, /path or @name");

  static final ChannelOption<Boolean> BROADCAST =
      ChannelOption.flag("broadcast", "lets udp messages go to broadcast addresses (off)");

  /** Where an option means something. */
  private enum Place {
    EVERYWHERE,
    CONNECTING,
    LISTENING,
    TCP,
    TCP_CONNECTING,
    TCP_LISTENING,
    PATH_LISTENING,
    MESSAGES;

    boolean holds(StreamTarget target, boolean listening) {
      return switch (this) {
        case EVERYWHERE -> true;
        case CONNECTING -> !listening;
        case LISTENING -> listening;
        case TCP -> target instanceof StreamTarget.Tcp;
        case TCP_CONNECTING -> !listening && target instanceof StreamTarget.Tcp;
        case TCP_LISTENING -> listening && target instanceof StreamTarget.Tcp;
        case PATH_LISTENING -> listening && target instanceof StreamTarget.UnixPath;
        case MESSAGES -> false; // a stream's target is asked about
      };
    }

    String words() {
      return switch (this) {
        case EVERYWHERE -> "everywhere";
        case CONNECTING -> "connecting";
        case LISTENING -> "listening";
        case TCP -> "tcp";
        case TCP_CONNECTING -> "connecting over tcp";
        case TCP_LISTENING -> "listening on tcp";
        case PATH_LISTENING -> "listening on a unix path";
        case MESSAGES -> "udp and unixgram";
      };
    }
  }

  private record Rule(ChannelOption<?> option, Place place) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule(ENGINE, Place.EVERYWHERE),
          new Rule(BACKLOG, Place.LISTENING),
          new Rule(Admission.MAX_CONNECTIONS, Place.LISTENING),
          new Rule(REUSE_PORT, Place.TCP_LISTENING),
          new Rule(NODELAY, Place.TCP),
          new Rule(REUSE_ADDRESS, Place.TCP_LISTENING),
          new Rule(TcpOptions.KEEPALIVE, Place.TCP),
          new Rule(TcpOptions.KEEPALIVE_IDLE, Place.TCP),
          new Rule(TcpOptions.KEEPALIVE_INTERVAL, Place.TCP),
          new Rule(TcpOptions.KEEPALIVE_COUNT, Place.TCP),
          new Rule(TcpOptions.USER_TIMEOUT, Place.TCP),
          new Rule(TcpOptions.LINGER, Place.TCP),
          new Rule(TcpOptions.TOS, Place.TCP),
          new Rule(TcpOptions.MARK, Place.TCP),
          new Rule(CONNECT_TIMEOUT, Place.CONNECTING),
          new Rule(ATTEMPT_DELAY, Place.TCP_CONNECTING),
          new Rule(IPV4, Place.TCP),
          new Rule(IPV6, Place.TCP),
          new Rule(READ_TIMEOUT, Place.EVERYWHERE),
          new Rule(WRITE_TIMEOUT, Place.EVERYWHERE),
          new Rule(DEADLINE, Place.CONNECTING),
          new Rule(SNDBUF, Place.EVERYWHERE),
          new Rule(RCVBUF, Place.EVERYWHERE),
          new Rule(MODE, Place.PATH_LISTENING),
          new Rule(OWNER, Place.PATH_LISTENING),
          new Rule(UNLINK, Place.PATH_LISTENING),
          new Rule(LOCAL, Place.MESSAGES),
          new Rule(BROADCAST, Place.MESSAGES));

  private static final List<ChannelOption<?>> ALL =
      RULES.stream().<ChannelOption<?>>map(Rule::option).toList();

  private SocketOptions() {}

  static List<ChannelOption<?>> all() {
    return ALL;
  }

  /**
   * Refuses options that mean nothing for what is asked.
   *
   * @throws InvalidAddressException if one was given that does not; the message says where it would
   */
  static void check(StreamTarget target, OptionValues values, boolean listening) {
    for (Rule rule : RULES) {
      if (!rule.place.holds(target, listening) && values.get(rule.option).isPresent()) {
        throw new InvalidAddressException(
            target.address(),
            "option " + rule.option + " is for " + rule.place.words() + "; leave it out here");
      }
    }
  }
}
