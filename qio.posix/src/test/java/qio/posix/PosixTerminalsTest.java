package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PosixTerminalsTest {

  private static final Path PTMX = Path.of("/dev/ptmx");
  private static final Set<OpenFlag> READ_WRITE =
      EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.NON_BLOCKING);

  private PosixDescriptor controlling;
  private PosixDescriptor terminal;

  @BeforeEach
  void openBothSides() throws IOException {
    assumeTrue(Files.isWritable(PTMX), "needs pseudo terminals");
    controlling = PosixFiles.open(PTMX, READ_WRITE, 0);
    PosixTerminals.unlock(controlling);
    terminal = PosixFiles.open(PosixTerminals.otherSide(controlling).orElseThrow(), READ_WRITE, 0);
  }

  @AfterEach
  void closeBothSides() throws IOException {
    if (terminal != null) {
      terminal.close();
      controlling.close();
    }
  }

  @Test
  void rawModeIsSetAndTakenBack() throws IOException {
    TerminalSettings before = PosixTerminals.settings(terminal);
    assertTrue(before.echoes() && before.readsLines(), before.toString());
    TerminalSettings raw = before.raw();
    assertTrue(before.echoes(), "the settings themselves never change");
    PosixTerminals.change(terminal, raw);
    TerminalSettings now = PosixTerminals.settings(terminal);
    assertFalse(now.echoes() || now.readsLines(), now.toString());
    assertNotEquals(before, now);
    PosixTerminals.change(terminal, before);
    assertEquals(before, PosixTerminals.settings(controlling), "both sides see the same");
  }

  @Test
  void onlyTheControllingSideKnowsTheOther() throws IOException {
    assertEquals(Optional.empty(), PosixTerminals.otherSide(terminal));
    assertTrue(PosixTerminals.otherSide(controlling).orElseThrow().startsWith("/dev/pts"));
  }

  @Test
  void whatIsNoTerminalHasNoSettings() throws IOException {
    try (PosixDescriptor none = PosixFiles.open(Path.of("/dev/null"), READ_WRITE, 0)) {
      PosixException refused =
          assertThrows(PosixException.class, () -> PosixTerminals.settings(none));
      assertEquals(Errno.ENOTTY, refused.errno().orElseThrow());
      TerminalSettings some = PosixTerminals.settings(terminal);
      assertThrows(PosixException.class, () -> PosixTerminals.change(none, some));
      assertThrows(PosixException.class, () -> PosixTerminals.unlock(none));
      assertEquals(Optional.empty(), PosixTerminals.otherSide(none));
    }
  }
}
