package qio.tests.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON as RFC 8259 has it, and refuses everything else. */
public final class JsonReader {

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /** The value as maps, lists, text, numbers and truth values. */
  public static Object read(String text) {
    var reader = new JsonReader(text);
    Object value = reader.value();
    reader.blanks();
    if (reader.at != text.length()) {
      throw reader.bad("the end");
    }
    return value;
  }

  private Object value() {
    blanks();
    char c = peek();
    if (c == '{') {
      return object();
    }
    if (c == '[') {
      return array();
    }
    if (c == '"') {
      return string();
    }
    for (Object word : new Object[] {true, false}) {
      if (text.startsWith(word.toString(), at)) {
        at += word.toString().length();
        return word;
      }
    }
    int start = at;
    while (at < text.length() && "+-0123456789.eE".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return Double.valueOf(text.substring(start, at));
  }

  private Map<String, Object> object() {
    Map<String, Object> members = new LinkedHashMap<>();
    expect('{');
    while (!ends('}', members.isEmpty())) {
      blanks();
      String key = string();
      blanks();
      expect(':');
      if (members.put(key, value()) != null) {
        throw bad("another key than " + key);
      }
    }
    return members;
  }

  private List<Object> array() {
    List<Object> items = new ArrayList<>();
    expect('[');
    while (!ends(']', items.isEmpty())) {
      items.add(value());
    }
    return items;
  }

  /** Takes the closing bracket, or the comma that must stand between members. */
  private boolean ends(char close, boolean first) {
    blanks();
    if (peek() == close) {
      at++;
      return true;
    }
    if (!first) {
      expect(',');
    }
    return false;
  }

  private String string() {
    var string = new StringBuilder();
    expect('"');
    for (char c = next(); c != '"'; c = next()) {
      if (c < ' ') {
        throw bad("no control character");
      }
      string.append(c == '\\' ? escape() : c);
    }
    return string.toString();
  }

  private char escape() {
    char c = next();
    if (c == 'u') {
      at += 4;
      return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }
    int which = "\"\\/bfnrt".indexOf(c);
    if (which < 0) {
      throw bad("an escape");
    }
    return "\"\\/\b\f\n\r\t".charAt(which);
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw bad("more");
    }
    return text.charAt(at);
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }

  private void expect(char wanted) {
    if (next() != wanted) {
      throw bad("'" + wanted + "'");
    }
  }

  private IllegalArgumentException bad(String wanted) {
    return new IllegalArgumentException("at " + at + " stands not " + wanted + ":\n" + text);
  }
}
