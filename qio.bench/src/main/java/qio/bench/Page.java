package qio.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page with a part that is measured, between two marks. */
record Page(Path file) {

  private static final String BEGIN = "<!-- measured -->\n";
  private static final String END = "<!-- end of measured -->\n";

  /** Where the picture of a page is. */
  static Path picture(Path page) {
    return page.resolveSibling(page.getFileName().toString().replace(".md", ".svg"));
  }

  /** The line that shows it. */
  static String image(Path page) {
    return "![The figures as a picture](" + picture(page).getFileName() + ")\n\n";
  }

  /** Puts a new text between the marks. */
  void replace(String text) throws IOException {
    String old = Files.readString(file);
    int from = old.indexOf(BEGIN) + BEGIN.length();
    Files.writeString(
        file, old.substring(0, from) + "\n" + text + "\n" + old.substring(old.indexOf(END)));
  }
}
