package qio.spi.process;

import java.util.ArrayList;
import java.util.List;

/** How arguments are written in an address. There is no shell: nothing else has a meaning. */
final class ArgumentText {

  private ArgumentText() {}

  /**
   * Splits at each space. A backslash takes the next character as it is; at the end it stands for
   * itself. Two spaces in a row have an empty argument between them; an empty text has none at all.
   */
  static List<String> split(String text) {
    List<String> arguments = new ArrayList<>();
    if (text.isEmpty()) {
      return arguments;
    }
    StringBuilder argument = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ') {
        arguments.add(argument.toString());
        argument.setLength(0);
      } else {
        boolean escape = c == '\\' && i + 1 < text.length();
        argument.append(escape ? text.charAt(++i) : c);
      }
    }
    arguments.add(argument.toString());
    return arguments;
  }
}
