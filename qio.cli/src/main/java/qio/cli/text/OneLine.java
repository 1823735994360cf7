package qio.cli.text;

/** Text that others chose, a peer's address for instance, made fit for a line of output. */
public final class OneLine {

  private OneLine() {}

  /**
   * Makes a text one line that cannot steer a terminal: line ends and runs of blanks become one
   * blank, other control characters and those that turn the direction of writing a question mark.
   *
   * @param text any text
   * @return the line, without blanks at its ends
   */
  public static String of(String text) {
    var line = new StringBuilder(text.length());
    boolean blank = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        blank = true;
        continue;
      }
      if (blank && !line.isEmpty()) {
        line.append(' ');
      }
      blank = false;
      line.append(steers(c) ? '?' : c);
    }
    return line.toString();
  }

  private static boolean steers(char c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
