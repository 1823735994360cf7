package qio.cli;

/** The program {@code qio}. */
public final class Main {

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
    process.exit(new QioTool(process).run(System.out, System.err, args));
  }

  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";
}
