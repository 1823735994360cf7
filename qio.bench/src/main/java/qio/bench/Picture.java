package qio.bench;

import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.svg.SVGGraphics2D;

/** What the pictures of the reports have in common. */
final class Picture {

  static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 10);

  private static final int WIDTH = 980;

  /** The legend and the axis. */
  private static final int AROUND = 110;

  private static final Map<Contender, Color> COLOURS = new EnumMap<>(Contender.class);

  static {
    COLOURS.put(Contender.QIO_NATIVE, new Color(0x9467bd));
    COLOURS.put(Contender.QIO_POLLING, new Color(0xc5a3e0));
    COLOURS.put(Contender.QIO_NIO, new Color(0xe377c2));
    COLOURS.put(Contender.JDK_CHANNEL, new Color(0x1f77b4));
    COLOURS.put(Contender.SSL_SOCKET, new Color(0x1f77b4));
    COLOURS.put(Contender.NETTY_EPOLL, new Color(0xd62728));
    COLOURS.put(Contender.NETTY_BORINGSSL, new Color(0xff7f0e));
    COLOURS.put(Contender.NETTY_NIO, new Color(0xff9896));
    COLOURS.put(Contender.NETTY_IO_URING, new Color(0x8c564b));
    COLOURS.put(Contender.XNIO, new Color(0x17becf));
    COLOURS.put(Contender.JUNIXSOCKET, new Color(0x2ca02c));
    COLOURS.put(Contender.TLS_CHANNEL, new Color(0x2ca02c));
    COLOURS.put(Contender.C, new Color(0x333333));
    COLOURS.put(Contender.C_POLLING, new Color(0x999999));
    COLOURS.put(Contender.ENGINE_SOCKET, new Color(0x333333));
  }

  private Picture() {}

  /** The colour of a contender in all pictures; null if it is in none. */
  static Color colour(Contender contender) {
    return COLOURS.get(contender);
  }

  /** White, with faint lines. */
  static void plain(XYPlot plot) {
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
    plot.setRangeGridlinePaint(new Color(0xeeeeee));
  }

  /** As exact as a picture needs it. */
  private static String tenth(double value) {
    return String.valueOf(Math.round(value * 10) / 10.0);
  }

  /** Writes SVG whose names begin with a prefix, so that several may be in one page. */
  static void write(Plot plot, int height, String prefix, Path file) throws IOException {
    var chart = new JFreeChart(null, SMALL, plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    chart.getLegend().setPosition(RectangleEdge.TOP);
    var graphics = new SVGGraphics2D(WIDTH, height + AROUND);
    graphics.setDefsKeyPrefix(prefix);
    graphics.setGeomDoubleConverter(Picture::tenth);
    chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height + AROUND));
    Files.writeString(file, graphics.getSVGElement());
  }
}
