package qio.bench.process;

import java.util.Locale;

/** What is measured of a relay. */
enum Quantity {
  /** From its start until somebody listens. */
  LISTENING("start to listening", "%.0f ms", false),
  /** From its start until a byte was there and back. */
  FIRST_BYTE("start to first byte", "%.0f ms", false),
  /** With idle connections, pages shared by processes in each. */
  IDLE_RESIDENT("resident memory, %d idle", "%.1f MiB", false),
  /** With idle connections, pages shared by processes in parts. */
  IDLE_PROPORTIONAL("proportional memory, %d idle", "%.1f MiB", false),
  /** Connections, one after the other. */
  VISITS_ONE("connections a second, 1 at once", "%.0f /s", true),
  /** Connections, many at once. */
  VISITS_MANY("connections a second, %d at once", "%.0f /s", true),
  /** The processor's time of such a connection. */
  VISIT_CPU("CPU of a connection, %d at once", "%.0f µs", false),
  /** Bytes over one connection. */
  RATE_ONE("throughput, 1 connection", "%.0f MiB/s", true),
  /** Bytes over many. */
  RATE_MANY("throughput, %d connections", "%.0f MiB/s", true),
  /** Bytes over a crowd. */
  RATE_CROWD("throughput, %d connections", "%.0f MiB/s", true),
  /** The processor's time of a GiB over one connection. */
  CPU_ONE("CPU of a GiB, 1 connection", "%.2f s", false),
  /** The same over many. */
  CPU_MANY("CPU of a GiB, %d connections", "%.2f s", false),
  /** The same over a crowd. */
  CPU_CROWD("CPU of a GiB, %d connections", "%.2f s", false),
  /** After the bytes of a crowd, while its connections are open. */
  BUSY_RESIDENT("resident memory after that", "%.1f MiB", false);

  private final String title;
  private final String form;

  /** Whether more is better. */
  final boolean more;

  Quantity(String title, String form, boolean more) {
    this.title = title;
    this.form = form;
    this.more = more;
  }

  /** What reports call it. */
  String title(Size size) {
    int count = name().endsWith("MANY") || this == VISIT_CPU ? size.many : size.crowd;
    return title.formatted(count);
  }

  String text(double value) {
    return String.format(Locale.ROOT, form, value);
  }
}
