package qio.bench;

import java.util.Locale;

/**
 * One row of the report: a scenario in a setting.
 *
 * @param size the bytes of a message
 */
record Cell(Scenario scenario, Setting setting, int size) {

  /** The name in the order that the report sorts by, columns parted by tabs. */
  String columns() {
    return String.join(
        "\t",
        scenario.name(),
        setting.transport().name(),
        setting.threads().name(),
        String.valueOf(setting.connections()),
        String.valueOf(size));
  }

  static Cell parse(String[] columns) {
    return new Cell(
        Scenario.valueOf(columns[0]),
        new Setting(
            Transport.valueOf(columns[1]),
            Integer.parseInt(columns[3]),
            Threads.valueOf(columns[2])),
        Integer.parseInt(columns[4]));
  }

  /** How many operations, as a benchmark counts them, one message is. */
  double operationsAMessage() {
    return scenario == Scenario.STREAM ? size / 1024.0 : 1;
  }

  /** What a reader calls it. */
  String title() {
    String what =
        switch (scenario) {
          case ROUND_TRIP -> "round trip " + size + " B";
          case STREAM -> "stream " + size / 1024 + " KiB";
          case DESCRIPTOR_PASS -> "descriptor pass";
          case ACCEPT -> "accept";
        };
    return what
        + ", "
        + setting.transport().name().toLowerCase(Locale.ROOT)
        + ", "
        + setting.connections()
        + " × "
        + setting.threads().name().toLowerCase(Locale.ROOT);
  }
}
