package qio.cli.pump;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is known of the terminal behind standard error. */
public final class Terminal {

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private static final int USUAL_WIDTH = 80;

  private Terminal() {}

  /**
   * Whether standard error is a terminal that can redraw a line.
   *
   * @return true if a progress bar makes sense
   */
  public static boolean canRedraw() {
    return !"dumb".equals(System.getenv("TERM")) && isTerminal();
  }

  @SuppressWarnings("SystemConsoleNull") // since 25 it is null again where there is no terminal
  private static boolean isTerminal() {
    if (Files.isSymbolicLink(STANDARD_ERROR)) {
      try {
        return isTerminal(Files.readSymbolicLink(STANDARD_ERROR).toString());
      } catch (IOException e) {
        return false; // without a word from the system, plain lines are always right
      }
    }
    // No /proc: the JDK knows only whether input and output are a terminal, not standard error.
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Whether a descriptor's name in /proc is that of a terminal. */
  static boolean isTerminal(String device) {
    return device.startsWith("/dev/pts/")
        || device.startsWith("/dev/tty")
        || device.equals("/dev/console");
  }

  /**
   * The width to draw for: what the shell exports, or 80 columns, less one, since many terminals
   * begin a new line when the last column is filled.
   *
   * @return columns
   */
  public static int width() {
    String columns = System.getenv("COLUMNS");
    boolean given = columns != null && columns.matches("[1-9]\\d{0,3}");
    return (given ? Integer.parseInt(columns) : USUAL_WIDTH) - 1;
  }
}
