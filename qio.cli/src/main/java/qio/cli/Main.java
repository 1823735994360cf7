package qio.cli;

import java.io.PrintWriter;

/** The program {@code qio}. */
public final class Main {

  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

  private Main() {}

  /**
   * Runs a command and ends the process: 0 done, 1 input or output failed, 2 wrong usage.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    // What a library module has to say goes to standard error in one line, as everything here does.
    if (System.getProperty(LOG_FORMAT) == null) {
      System.setProperty(LOG_FORMAT, "qio: %4$s: %5$s%n");
    }
    var process = new ProcessEnd();
    process.exit(run(process, args));
  }

  /** Runs a command on the standard streams; answers its exit code. */
  static int run(ProcessEnd process, String... args) {
    // Flushed at each line's end: who watches a relay wants to see its log as it is written.
    var out = new PrintWriter(System.out, true, System.out.charset());
    var err = new PrintWriter(System.err, true, System.err.charset());
    return new QioTool(process).run(out, err, args);
  }
}
