package qio.spi.websocket.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The head of a request or response: its first line and its header fields, whose names are in lower
 * case here.
 *
 * @param firstLine the request line or status line
 * @param fields the values of each field in the order of their lines
 */
public record Head(String firstLine, Map<String, List<String>> fields) {

  /** The most header fields. */
  public static final int MAX_FIELDS = 64;

  /** The most bytes, all lines together. */
  public static final int MAX_BYTES = 8192;

  /**
   * Reads a head.
   *
   * @param bytes all of it, with the empty line
   * @return the head
   * @throws BadRequest if it is none
   */
  public static Head parse(byte[] bytes) throws BadRequest {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String[] lines = text.split("\r\n", -1);
    Map<String, List<String>> fields = new TreeMap<>();
    int count = 0;
    for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
      if (++count > MAX_FIELDS) {
        throw new BadRequest(
            Status.HEADERS_TOO_LARGE, "more than " + MAX_FIELDS + " header fields");
      }
      add(fields, lines[i]);
    }
    checkVisible(lines[0]);
    return new Head(lines[0], fields);
  }

  private static void add(Map<String, List<String>> fields, String line) throws BadRequest {
    int colon = line.indexOf(':');
    if (colon <= 0) {
      throw new BadRequest(Status.BAD_REQUEST, "a header line without a name and a colon");
    }
    String name = line.substring(0, colon);
    if (!name.chars().allMatch(Head::isToken)) {
      throw new BadRequest(Status.BAD_REQUEST, "a header name with characters that none has");
    }
    String value = line.substring(colon + 1).strip();
    checkVisible(value);
    fields.computeIfAbsent(name.toLowerCase(Locale.ROOT), any -> new ArrayList<>()).add(value);
  }

  private static void checkVisible(String text) throws BadRequest {
    if (text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
      throw new BadRequest(Status.BAD_REQUEST, "a control character in the head");
    }
  }

  /** Whether a character may be in a name (RFC 9110, 5.6.2). */
  static boolean isToken(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  /**
   * The value of a field that comes once.
   *
   * @param name in lower case
   * @return the value; empty if the field is not there
   * @throws BadRequest if it is there twice
   */
  public Optional<String> one(String name) throws BadRequest {
    List<String> values = fields.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new BadRequest(Status.BAD_REQUEST, "the header " + name + " is there twice");
    }
    return values.stream().findFirst();
  }

  /**
   * The elements of a field that is a list, of all its lines.
   *
   * @param name in lower case
   * @return the elements that are not empty
   */
  public List<String> list(String name) {
    List<String> elements = new ArrayList<>();
    for (String value : fields.getOrDefault(name, List.of())) {
      for (String element : value.split(",", -1)) {
        if (!element.isBlank()) {
          elements.add(element.strip());
        }
      }
    }
    return elements;
  }

  /**
   * Whether a list has an element, in any case.
   *
   * @param name in lower case
   * @param element what is looked for
   * @return true if it is there
   */
  public boolean lists(String name, String element) {
    return list(name).stream().anyMatch(element::equalsIgnoreCase);
  }
}
