package qio.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.data.Range;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/**
 * Draws ratios: a line of the picture for each row, in it a dot for each peer, with a bar from the
 * least to the most of one round. Right of 1 QIO is ahead.
 */
public final class RatioPlot {

  private static final int ROW_HEIGHT = 24;
  private static final double LEAST = 0.125;
  private static final double MOST = 16;

  /** Between the dots of a row. */
  private static final double STEP = 0.13;

  /**
   * What is compared with.
   *
   * @param name what the legend calls it
   * @param colour of its dots
   */
  public record Peer(String name, Color colour) {}

  private record Row(String title, List<Optional<Ratio>> ratios) {}

  private final String prefix;
  private final List<Peer> peers;

  /** What is drawn, from the top. */
  private final List<Row> rows = new ArrayList<>();

  /**
   * An empty picture.
   *
   * @param prefix of the names in it, so that several may be in one page
   * @param peers whom each row compares with
   */
  public RatioPlot(String prefix, List<Peer> peers) {
    this.prefix = prefix;
    this.peers = List.copyOf(peers);
  }

  /** The picture of a table. */
  static RatioPlot of(Results results, Layout layout) {
    List<Contender> drawn =
        layout.peers.stream().filter(peer -> Picture.colour(peer) != null).toList();
    var plot =
        new RatioPlot(
            layout.name().toLowerCase(Locale.ROOT),
            drawn.stream().map(peer -> new Peer(Layout.name(peer), Picture.colour(peer))).toList());
    for (Cell cell : results.cells()) {
      for (Contender own : layout.own) {
        plot.add(
            cell.title() + Layout.suffix(own),
            drawn.stream().map(peer -> results.ratio(cell, own, peer)).toList());
      }
    }
    return plot;
  }

  /**
   * Adds a row at the bottom, unless it is empty.
   *
   * @param title what it is about
   * @param ratios QIO's speed by each peer's, in the order of the peers; empty where there is none
   */
  public void add(String title, List<Optional<Ratio>> ratios) {
    if (ratios.stream().anyMatch(Optional::isPresent)) {
      rows.add(new Row(title, ratios));
    }
  }

  /**
   * Writes it as SVG; nothing if there is no ratio.
   *
   * @param file where to
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    if (!rows.isEmpty()) {
      Picture.write(plot(), rows.size() * ROW_HEIGHT, prefix, file);
    }
  }

  private XYPlot plot() {
    var data = new XYIntervalSeriesCollection();
    var renderer = new XYErrorRenderer();
    renderer.setDrawYError(false);
    renderer.setErrorStroke(new BasicStroke(1.2f));
    for (int i = 0; i < peers.size(); i++) {
      XYIntervalSeries series = series(i, STEP * ((peers.size() - 1) / 2.0 - i));
      if (series.isEmpty()) {
        continue;
      }
      int index = data.getSeriesCount();
      data.addSeries(series);
      renderer.setSeriesPaint(index, peers.get(i).colour());
      renderer.setSeriesShape(index, new Ellipse2D.Double(-3, -3, 6, 6));
    }
    var plot = new XYPlot(data, ratios(), titles(), renderer);
    plot.setDomainAxisLocation(AxisLocation.TOP_OR_LEFT);
    Picture.plain(plot);
    plot.addDomainMarker(new ValueMarker(1, Color.BLACK, new BasicStroke(1.5f)), Layer.BACKGROUND);
    return plot;
  }

  /** Rows count from the bottom in the picture. */
  private XYIntervalSeries series(int peer, double offset) {
    var series = new XYIntervalSeries("÷ " + peers.get(peer).name());
    for (int i = 0; i < rows.size(); i++) {
      double y = rows.size() - 1 - i + offset;
      rows.get(i)
          .ratios()
          .get(peer)
          .ifPresent(
              r -> series.add(inside(r.ofMedians()), inside(r.least()), inside(r.most()), y, y, y));
    }
    return series;
  }

  /** What is further away stands at the edge. */
  private static double inside(double ratio) {
    return Math.clamp(ratio, LEAST, MOST);
  }

  private static LogAxis ratios() {
    var axis = new LogAxis("QIO ÷ peer, from medians; bars from the least to the most of a round");
    axis.setBase(2);
    axis.setTickUnit(new NumberTickUnit(1));
    axis.setRange(new Range(LEAST, MOST));
    axis.setNumberFormatOverride(new java.text.DecimalFormat("0.###"));
    return axis;
  }

  private SymbolAxis titles() {
    List<String> names = rows.reversed().stream().map(Row::title).toList();
    var axis = new SymbolAxis(null, names.toArray(String[]::new));
    axis.setGridBandsVisible(false);
    axis.setRange(-0.5, rows.size() - 0.5);
    return axis;
  }
}
