package qio.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page with a part that is measured, between two marks.
 *
 * @param file where it is
 */
public record Page(Path file) {

  private static final String BEGIN = "<!-- measured -->\n";
  private static final String END = "<!-- end of measured -->\n";

  /**
   * Where its picture is.
   *
   * @return the file beside it
   */
  public Path picture() {
    return file.resolveSibling(file.getFileName().toString().replace(".md", ".svg"));
  }

  /**
   * The line that shows its picture.
   *
   * @return the line, with the empty one behind it
   */
  public String image() {
    return "![The figures as a picture](" + picture().getFileName() + ")\n\n";
  }

  /**
   * Puts a new text between the marks.
   *
   * @param text the text
   * @throws IOException if the page cannot be read or written
   */
  public void replace(String text) throws IOException {
    String old = Files.readString(file);
    int from = old.indexOf(BEGIN) + BEGIN.length();
    Files.writeString(
        file, old.substring(0, from) + "\n" + text + "\n" + old.substring(old.indexOf(END)));
  }
}
