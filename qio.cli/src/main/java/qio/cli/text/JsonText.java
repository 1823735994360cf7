package qio.cli.text;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;

/**
 * Writes values as JSON (RFC 8259): maps with text for keys as objects in the map's order,
 * collections as arrays, text, whole numbers and truth values as themselves. The result is ASCII,
 * whatever the text holds, so that no terminal or locale can spoil it.
 */
public final class JsonText {

  private static final String INDENT = "  ";

  private final StringBuilder out = new StringBuilder();

  private JsonText() {}

  /**
   * Writes a value.
   *
   * @param value a map, a collection, text, a whole number or a truth value
   * @return the JSON text, indented, without a line end at its end
   * @throws IllegalArgumentException if there is a value of another type in it
   */
  public static String of(Object value) {
    var json = new JsonText();
    json.value(value, "\n");
    return json.out.toString();
  }

  private void value(Object value, String lineStart) {
    switch (Objects.requireNonNull(value, "value")) {
      case Map<?, ?> map -> object(map, lineStart);
      case Collection<?> items -> array(items, lineStart);
      case CharSequence text -> text(text);
      case Integer number -> out.append(number);
      case Long number -> out.append(number);
      case Boolean truth -> out.append(truth);
      default -> throw new IllegalArgumentException("JSON has no " + value.getClass());
    }
  }

  private void object(Map<?, ?> map, String lineStart) {
    Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
    group(
        '{',
        '}',
        entries,
        lineStart,
        (entry, start) -> {
          if (!(entry.getKey() instanceof String key)) {
            throw new IllegalArgumentException("a key in JSON is text, not " + entry.getKey());
          }
          text(key);
          out.append(": ");
          value(Objects.requireNonNull(entry.getValue(), key), start);
        });
  }

  private void array(Collection<?> items, String lineStart) {
    group('[', ']', items.iterator(), lineStart, this::value);
  }

  /**
   * Writes one member of an object or an array whose further lines begin with {@code lineStart}.
   */
  private interface Member<T> {
    void write(T member, String lineStart);
  }

  private <T> void group(
      char open, char close, Iterator<T> members, String lineStart, Member<T> member) {
    out.append(open);
    if (members.hasNext()) {
      String inner = lineStart + INDENT;
      String before = inner;
      while (members.hasNext()) {
        out.append(before);
        member.write(members.next(), inner);
        before = "," + inner;
      }
      out.append(lineStart);
    }
    out.append(close);
  }

  private void text(CharSequence text) {
    out.append('"');
    text.chars().forEach(this::character);
    out.append('"');
  }

  private void character(int c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c < ' ' || c > '~') {
          out.append(String.format("\\u%04x", c));
        } else {
          out.append((char) c);
        }
      }
    }
  }
}
