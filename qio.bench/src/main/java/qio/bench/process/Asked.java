package qio.bench.process;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import qio.bench.Ratio;

/**
 * What is asked of ours beside a relay, or by itself.
 *
 * @param way where
 * @param own which of ours
 * @param quantity of what
 * @param peer beside whom; ourselves where a limit is asked
 * @param bound what ours may be at most, or must be at least where more is better: so many times
 *     the peer's, or the limit
 */
record Asked(Way way, Relay own, Quantity quantity, Relay peer, double bound) {

  private static final double SOCAT_SHARE = 0.7;
  private static final double NGINX_SHARE = 1.25;
  private static final double START_MILLIS = 150;
  private static final double IDLE_MEBIBYTES = 80;

  /** All that is asked, of one of ours. */
  static List<Asked> of(Relay own) {
    return List.of(
        new Asked(Way.TCP, own, Quantity.CPU_ONE, Relay.HAPROXY, 1),
        new Asked(Way.TCP, own, Quantity.CPU_MANY, Relay.HAPROXY, 1),
        new Asked(Way.TCP, own, Quantity.CPU_CROWD, Relay.HAPROXY, 1),
        new Asked(Way.TCP, own, Quantity.CPU_ONE, Relay.SOCAT, SOCAT_SHARE),
        new Asked(Way.TCP, own, Quantity.CPU_MANY, Relay.SOCAT, SOCAT_SHARE),
        new Asked(Way.TCP, own, Quantity.CPU_CROWD, Relay.SOCAT, SOCAT_SHARE),
        new Asked(Way.TERMINATION, own, Quantity.RATE_ONE, Relay.STUNNEL, 1),
        new Asked(Way.TERMINATION, own, Quantity.RATE_MANY, Relay.STUNNEL, 1),
        new Asked(Way.TERMINATION, own, Quantity.RATE_CROWD, Relay.STUNNEL, 1),
        new Asked(Way.TERMINATION, own, Quantity.RATE_ONE, Relay.NGINX, 1),
        new Asked(Way.TERMINATION, own, Quantity.RATE_MANY, Relay.NGINX, 1),
        new Asked(Way.TERMINATION, own, Quantity.RATE_CROWD, Relay.NGINX, 1),
        new Asked(Way.TERMINATION, own, Quantity.CPU_ONE, Relay.NGINX, NGINX_SHARE),
        new Asked(Way.TERMINATION, own, Quantity.CPU_MANY, Relay.NGINX, NGINX_SHARE),
        new Asked(Way.TERMINATION, own, Quantity.CPU_CROWD, Relay.NGINX, NGINX_SHARE),
        new Asked(Way.TCP, own, Quantity.LISTENING, own, START_MILLIS),
        new Asked(Way.TCP, own, Quantity.IDLE_RESIDENT, own, IDLE_MEBIBYTES));
  }

  /** A row of a table: what, asked, seen, and whether that is enough; empty if it was not seen. */
  Optional<String> row(RelayResults results, Size size) {
    Optional<Double> seen =
        peer == own
            ? results.median(way, own, quantity)
            : results.ratio(way, own, peer, quantity).map(Ratio::ofMedians);
    return seen.map(
        value ->
            "| %s | %s | %s | %s | %s | %s |%n"
                .formatted(
                    own.title,
                    way.title,
                    quantity.title(size),
                    (quantity.more ? "≥ " : "≤ ") + text(bound),
                    text(value),
                    holds(value) ? "yes" : "**no**"));
  }

  private boolean holds(double value) {
    return quantity.more ? value >= bound : value <= bound;
  }

  private String text(double value) {
    return peer == own
        ? quantity.text(value)
        : String.format(Locale.ROOT, "%.2f × %s", value, peer.title);
  }
}
