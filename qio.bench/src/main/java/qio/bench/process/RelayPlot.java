package qio.bench.process;

import java.awt.Color;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import qio.bench.Ratio;
import qio.bench.RatioPlot;

/** The picture of a run of relays: the image's figures beside those of the peers. */
final class RelayPlot {

  private static final Relay OWN = Relay.QIO_IMAGE;

  private RelayPlot() {}

  /** A row for each way and quantity. */
  static RatioPlot of(RelayResults results, Size size) {
    List<Relay> peers = Stream.of(Relay.values()).filter(relay -> !relay.isOurs()).toList();
    var plot =
        new RatioPlot(
            "relays",
            peers.stream().map(peer -> new RatioPlot.Peer(peer.title, colour(peer))).toList());
    for (Way way : results.ways()) {
      for (Quantity quantity : Quantity.values()) {
        plot.add(
            way.title + ", " + quantity.title(size),
            peers.stream().map(peer -> ahead(results, way, peer, quantity)).toList());
      }
    }
    return plot;
  }

  /** Above 1 where the image does better, be it by more or by less. */
  private static Optional<Ratio> ahead(
      RelayResults results, Way way, Relay peer, Quantity quantity) {
    return quantity.more
        ? results.ratio(way, OWN, peer, quantity)
        : results.ratio(way, peer, OWN, quantity);
  }

  private static Color colour(Relay relay) {
    return switch (relay) {
      case QIO, QIO_IMAGE -> new Color(0x9467bd);
      case SOCAT -> new Color(0x1f77b4);
      case HAPROXY -> new Color(0xd62728);
      case HAPROXY_SPLICE -> new Color(0xff9896);
      case NGINX -> new Color(0x2ca02c);
      case STUNNEL -> new Color(0xff7f0e);
    };
  }
}
