package org.example.qio.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a page of the documentation has its reader do: files to write, each named in the line before
 * it, commands to type, and what they print.
 */
final class Guide {

  private static final Pattern BLOCK =
      Pattern.compile(
          "(?:^<!-- not tried: (?<why>.*) -->\\n|^`(?<file>[^`]+)`:\\n\\n)?"
              + "^```(?<kind>\\w*)\\n(?<text>.*?\\n)^```$",
          Pattern.MULTILINE | Pattern.DOTALL);

  /** One thing that the reader does or sees. */
  sealed interface Step {}

  /** A file to write. */
  record WriteFile(String name, String text) implements Step {}

  /** Commands to type. */
  record Type(String commands) implements Step {}

  /** What the last commands print; a line with … stands for any text there. */
  record See(String text) implements Step {}

  private Guide() {}

  static List<Step> read(Path page) throws IOException {
    List<Step> steps = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(page));
    while (block.find()) {
      if (block.group("why") == null) {
        steps.add(step(block));
      }
    }
    return steps;
  }

  private static Step step(Matcher block) {
    String text = block.group("text");
    if (block.group("file") != null) {
      return new WriteFile(block.group("file"), text);
    }
    return switch (block.group("kind")) {
      case "sh" -> new Type(text);
      case "text" -> new See(text);
      default -> throw new AssertionError("a block that is neither file nor command:\n" + text);
    };
  }

  /** The promised lines that were not printed, in their order. */
  static List<String> missing(String promised, String printed) {
    List<String> lines = printed.lines().map(Guide::plain).toList();
    List<String> missing = new ArrayList<>();
    int from = 0;
    for (String each : promised.lines().toList()) {
      int at = from;
      while (at < lines.size() && !matches(plain(each), lines.get(at))) {
        at++;
      }
      if (at == lines.size()) {
        missing.add(each);
      } else {
        from = at + 1;
      }
    }
    return missing;
  }

  /** Without colours; and how wide a table's columns are depends on what else is in it. */
  private static String plain(String line) {
    return line.replaceAll("\u001b\\[[0-9;]*m", "").strip().replaceAll("\\s+", " ");
  }

  private static boolean matches(String promised, String line) {
    String pattern =
        Arrays.stream(promised.split("…", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return Pattern.matches(pattern, line);
  }
}
