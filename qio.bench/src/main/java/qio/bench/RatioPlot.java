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
 * Draws the ratios of a run: a line of the picture for each cell, in it a dot for each peer, with a
 * bar from the least to the most of one round. Right of 1 QIO is ahead.
 */
final class RatioPlot {

  private static final int ROW_HEIGHT = 24;
  private static final double LEAST = 0.125;
  private static final double MOST = 16;

  /** Between the dots of a row. */
  private static final double STEP = 0.13;

  private final Results results;
  private final Layout layout;

  /** What is drawn, a row each, from the top. */
  private final List<Row> rows = new ArrayList<>();

  private record Row(Cell cell, Contender own) {

    String title() {
      return cell.title() + Layout.suffix(own);
    }
  }

  RatioPlot(Results results, Layout layout) {
    this.results = results;
    this.layout = layout;
    for (Cell cell : results.cells()) {
      for (Contender own : layout.own) {
        if (layout.peers.stream().anyMatch(peer -> results.ratio(cell, own, peer).isPresent())) {
          rows.add(new Row(cell, own));
        }
      }
    }
  }

  /** Writes it as SVG; nothing if there is no ratio. */
  void write(Path file) throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    String prefix = layout.name().toLowerCase(Locale.ROOT);
    Picture.write(plot(), rows.size() * ROW_HEIGHT, prefix, file);
  }

  private XYPlot plot() {
    var data = new XYIntervalSeriesCollection();
    var renderer = new XYErrorRenderer();
    renderer.setDrawYError(false);
    renderer.setErrorStroke(new BasicStroke(1.2f));
    List<Contender> drawn =
        layout.peers.stream().filter(peer -> Picture.colour(peer) != null).toList();
    for (Contender peer : drawn) {
      XYIntervalSeries series =
          series(peer, STEP * ((drawn.size() - 1) / 2.0 - drawn.indexOf(peer)));
      if (series.isEmpty()) {
        continue;
      }
      int index = data.getSeriesCount();
      data.addSeries(series);
      renderer.setSeriesPaint(index, Picture.colour(peer));
      renderer.setSeriesShape(index, new Ellipse2D.Double(-3, -3, 6, 6));
    }
    var plot = new XYPlot(data, ratios(), titles(), renderer);
    plot.setDomainAxisLocation(AxisLocation.TOP_OR_LEFT);
    Picture.plain(plot);
    plot.addDomainMarker(new ValueMarker(1, Color.BLACK, new BasicStroke(1.5f)), Layer.BACKGROUND);
    return plot;
  }

  /** Rows count from the bottom in the picture. */
  private XYIntervalSeries series(Contender peer, double offset) {
    var series = new XYIntervalSeries("÷ " + Layout.name(peer));
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      double y = rows.size() - 1 - i + offset;
      Optional<Results.Ratio> ratio = results.ratio(row.cell(), row.own(), peer);
      ratio.ifPresent(
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
