package qio.cli.pump;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TerminalTest {

  @Test
  void terminalsAreToldFromFilesAndPipes() {
    assertTrue(Terminal.isTerminal("/dev/pts/3"));
    assertTrue(Terminal.isTerminal("/dev/tty1"));
    assertTrue(Terminal.isTerminal("/dev/console"));
    assertFalse(Terminal.isTerminal("/dev/null"));
    assertFalse(Terminal.isTerminal("pipe:[1234]"));
    assertFalse(Terminal.isTerminal("/home/me/log"));
  }

  @Test
  void theTestRunHasNoTerminalBehindStandardError() {
    assertFalse(Terminal.canRedraw()); // Maven's children have pipes
    assertTrue(Terminal.width() > 0);
  }
}
