package qio.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Draws how long round trips take: a curve for each contender, a plot for each cell. To the right
 * are the slower ones, one in ten, in a hundred, and so on; lower is better.
 */
final class LatencyPlot {

  private static final int PLOT_HEIGHT = 190;
  private static final double RAREST = 100_000;
  private static final int TICKS = 5;

  private final Map<Cell, Map<Contender, Histogram>> all;

  LatencyPlot(Map<Cell, Map<Contender, Histogram>> all) {
    this.all = all;
  }

  /** Writes it as SVG. */
  void write(Path file) throws IOException {
    var rarity = new LogAxis("one round trip in so many takes longer");
    rarity.setRange(1, RAREST);
    rarity.setTickUnit(new NumberTickUnit(1));
    rarity.setNumberFormatOverride(new java.text.DecimalFormat("#,##0"));
    var plots = new CombinedDomainXYPlot(rarity);
    all.forEach((cell, contenders) -> plots.add(plot(cell, contenders)));
    plots.setFixedLegendItems(legend());
    Picture.write(plots, all.size() * PLOT_HEIGHT, "latency", file);
  }

  /** One for all plots. */
  private LegendItemCollection legend() {
    var items = new LegendItemCollection();
    for (Contender contender : Contender.values()) {
      Color colour = Picture.colour(contender);
      if (colour != null && all.values().stream().anyMatch(in -> in.containsKey(contender))) {
        items.add(new LegendItem(Layout.name(contender), colour));
      }
    }
    return items;
  }

  private static XYPlot plot(Cell cell, Map<Contender, Histogram> contenders) {
    var curves = new XYSeriesCollection();
    var renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setDrawSeriesLineAsPath(true);
    contenders.forEach(
        (contender, measured) -> {
          int index = curves.getSeriesCount();
          curves.addSeries(curve(Layout.name(contender), measured));
          renderer.setSeriesPaint(index, Picture.colour(contender));
          float width = contender == Contender.QIO_NATIVE ? 2.5f : 1.3f;
          renderer.setSeriesStroke(index, new BasicStroke(width));
        });
    var micros = new LogAxis(cell.title() + ", µs");
    micros.setTickUnit(new NumberTickUnit(0.5)); // half a power of ten
    micros.setNumberFormatOverride(new java.text.DecimalFormat("#,##0"));
    micros.setLabelFont(Picture.SMALL);
    XYPlot plot = new XYPlot(curves, null, micros, renderer);
    Picture.plain(plot);
    return plot;
  }

  private static XYSeries curve(String name, Histogram measured) {
    var curve = new XYSeries(name, false);
    for (HistogramIterationValue value : measured.percentiles(TICKS)) {
      double left = 100 - value.getPercentileLevelIteratedTo();
      if (left > 0 && 100 / left <= RAREST) {
        curve.add(100 / left, value.getValueIteratedTo() / 1e3);
      }
    }
    return curve;
  }
}
