package qio.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import qio.cli.text.TextTable.Align;

class TextTableTest {

  @Test
  void columnsAreAsWideAsTheirWidestCellAndAlignedAsAsked() {
    var table = new TextTable(Align.LEFT, Align.RIGHT, Align.LEFT);
    table.row("STEP", "BYTES", "END").row("a", "1024", "").row("longer", "7", "x");
    assertEquals(
        List.of(
            "STEP    BYTES  END", //
            "a        1024",
            "longer      7  x"),
        table.lines());
  }

  @Test
  void aRowHasACellForEachColumn() {
    var table = new TextTable(Align.LEFT, Align.LEFT);
    assertThrows(IllegalArgumentException.class, () -> table.row("one"));
  }
}
