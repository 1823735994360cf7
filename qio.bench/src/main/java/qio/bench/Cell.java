package qio.bench;

import java.util.Locale;

/**
 * One row of the report: a scenario in a setting.
 *
 * @param size the bytes of a message
 */
record Cell(Scenario scenario, Setting setting, int size) {

  /** How many columns name a cell. */
  static final int COLUMNS = 6;

  /** The name in the order that the report sorts by, columns parted by tabs. */
  String columns() {
    return String.join(
        "\t",
        scenario.name(),
        setting.transport().name(),
        setting.threads().name(),
        String.valueOf(setting.connections()),
        String.valueOf(setting.idle()),
        String.valueOf(size));
  }

  static Cell parse(String[] columns) {
    return new Cell(
        Scenario.valueOf(columns[0]),
        new Setting(
            Transport.valueOf(columns[1]),
            Integer.parseInt(columns[3]),
            Threads.valueOf(columns[2]),
            Integer.parseInt(columns[4])),
        Integer.parseInt(columns[5]));
  }

  /** How many operations, as a benchmark counts them, one message is. */
  double operationsAMessage() {
    return scenario.isBulk() ? size / 1024.0 : 1;
  }

  /** What a reader calls it. */
  String title() {
    return switch (scenario) {
      case ROUND_TRIP -> "round trip " + size + " B" + place();
      case STREAM -> "stream " + size / 1024 + " KiB" + place();
      case BOTH_WAYS -> "both ways " + size / 1024 + " KiB" + place();
      case HANDSHAKE -> "handshake" + place();
      case RESUMPTION -> "resumed handshake" + place();
      case DESCRIPTOR_PASS -> "descriptor pass" + place();
      case ACCEPT -> "accept" + place();
      case IDLE_HEAP -> "heap of an idle connection, " + idleness();
      case TIMER_CANCEL -> "timer started and cancelled, " + setting.idle() + " outstanding";
      case TIMER_FIRE -> "timer started and fired, " + setting.idle() + " outstanding";
    };
  }

  private String place() {
    return ", "
        + setting.transport().name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + ", "
        + setting.connections()
        + " × "
        + setting.threads().name().toLowerCase(Locale.ROOT)
        + (setting.idle() == 0 ? "" : ", " + setting.idle() + " idle");
  }

  private String idleness() {
    return switch (setting.threads()) {
      case PLATFORM -> "accepted only";
      case VIRTUAL -> "a virtual thread parked in read";
      case LOOP -> "a read handler on a loop";
    };
  }
}
