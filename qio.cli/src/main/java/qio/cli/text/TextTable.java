package qio.cli.text;

import java.util.ArrayList;
import java.util.List;

/** A table of text with columns as wide as they need to be. Used by one thread. */
public final class TextTable {

  /** How a column is aligned. */
  public enum Align {
    /** Words. */
    LEFT,
    /** Numbers. */
    RIGHT
  }

  private static final String GAP = "  ";

  private final List<Align> aligns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Makes a table without rows.
   *
   * @param aligns one for each column
   */
  public TextTable(Align... aligns) {
    this.aligns = List.of(aligns);
  }

  /**
   * Adds a row, the heading being the first.
   *
   * @param cells one for each column
   * @return this table
   */
  public TextTable row(String... cells) {
    if (cells.length != aligns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + aligns.size() + " columns");
    }
    rows.add(List.of(cells));
    return this;
  }

  /**
   * The rows as lines, without blanks at their ends.
   *
   * @return a line for each row
   */
  public List<String> lines() {
    int[] widths = new int[aligns.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      String room = " ".repeat(widths[i] - cell.length());
      line.append(i == 0 ? "" : GAP);
      line.append(aligns.get(i) == Align.LEFT ? cell + room : room + cell);
    }
    return line.toString().stripTrailing();
  }
}
