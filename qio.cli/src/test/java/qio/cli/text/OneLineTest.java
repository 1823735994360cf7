package qio.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OneLineTest {

  @Test
  void linesAndRunsOfBlanksBecomeOneBlank() {
    assertEquals("a b c", OneLine.of(" a\r\n\tb  c\n"));
  }

  @Test
  void whatSteersATerminalIsMadeHarmless() {
    assertEquals("unix:@?[31mred?[0m", OneLine.of("unix:@\u001b[31mred\u001b[0m"));
    assertEquals("a?b?c", OneLine.of("a\u202eb\u0000c"));
  }

  @Test
  void ordinaryTextOfAnyScriptStays() {
    assertEquals("unix:/tmp/größe-文", OneLine.of("unix:/tmp/größe-文"));
  }
}
