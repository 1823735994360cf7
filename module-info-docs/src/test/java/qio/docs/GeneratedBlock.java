package qio.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The part of a page that is written from what was compiled, between two comments which the reader
 * of the page does not see.
 *
 * @param page the page
 * @param name the block's name in its comments
 * @param text what must stand there
 */
record GeneratedBlock(Path page, String name, String text) {

  private String begin() {
    return "<!-- generated: " + name + " -->\n";
  }

  private static String end() {
    return "<!-- end of generated -->\n";
  }

  /** What stands there now. */
  String current() throws IOException {
    String all = Files.readString(page);
    return all.substring(from(all), to(all));
  }

  /** Writes what must stand there and leaves the rest of the page alone. */
  void write() throws IOException {
    String all = Files.readString(page);
    Files.writeString(page, all.substring(0, from(all)) + text + all.substring(to(all)));
  }

  private int from(String all) {
    int at = all.indexOf(begin());
    if (at < 0) {
      throw new IllegalStateException(page + " has no line " + begin().strip());
    }
    return at + begin().length();
  }

  private int to(String all) {
    int at = all.indexOf(end(), from(all));
    if (at < 0) {
      throw new IllegalStateException(page + " has no line " + end().strip());
    }
    return at;
  }
}
