package qio.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.Endpoint;

/** Reads the text of an address. */
final class AddressSyntax {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  /** What is written for short, and what it stands for. */
  private static final Map<String, List<String>> SHORT =
      Map.of(
          "tls", List.of("tls", "tcp"),
          "ws", List.of("ws", "tcp"),
          "wss", List.of("ws", "tls", "tcp"));

  /** The layer whose addresses may have a path, as an option of that name says it. */
  private static final String WEBSOCKET = "ws";

  private static final String PATH = "path";

  private AddressSyntax() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  static QioAddress parse(String text) {
    int question = text.indexOf('?');
    String shown = question < 0 ? text : text.substring(0, question); // options may be secret
    int colon = shown.indexOf(':');
    if (colon <= 0) {
      throw bad(
          shown, "no scheme; an address is written like tcp://host:port, unix:/path or file:/path");
    }
    List<String> names = names(shown, shown.substring(0, colon));
    Map<String, String> parameters =
        question < 0 ? new LinkedHashMap<>() : parameters(shown, text.substring(question + 1));
    String written = shown.substring(colon + 1);
    boolean web = names.contains(WEBSOCKET) && names.getLast().equals("tcp");
    if (web && written.startsWith("//")) {
      written = withoutPath(shown, written, parameters);
      written = withPort(shown.substring(0, colon).toLowerCase(Locale.ROOT), written);
    }
    String target = decode(shown, written);
    checkTarget(shown, target);
    return new QioAddress(
        names.subList(0, names.size() - 1), new Endpoint(names.getLast(), target), parameters);
  }

  private static List<String> names(String shown, String stack) {
    List<String> names =
        new ArrayList<>(Arrays.asList(stack.toLowerCase(Locale.ROOT).split("\\+", -1)));
    for (String name : names) {
      if (!isName(name)) {
        throw bad(
            shown, "'" + name + "' is no scheme or layer; they are letters, digits and hyphens");
      }
    }
    List<String> meant = SHORT.get(names.getLast());
    if (meant != null) {
      names.removeLast();
      names.addAll(meant);
    }
    return names;
  }

  /** Makes an option of the path behind host and port. */
  private static String withoutPath(String shown, String written, Map<String, String> parameters) {
    int slash = written.indexOf('/', 2);
    if (slash < 0) {
      return written;
    }
    String path = decode(shown, written.substring(slash));
    if (parameters.put(PATH, path) != null) {
      throw bad(shown, "the path is given twice, behind the host and as an option");
    }
    return written.substring(0, slash);
  }

  /** The ports of the web hold for the short forms that it uses. */
  private static String withPort(String stack, String written) {
    boolean hasPort = written.lastIndexOf(':') > written.lastIndexOf(']');
    if (hasPort || written.length() == 2) {
      return written;
    }
    String last = stack.substring(stack.lastIndexOf('+') + 1);
    return switch (last) {
      case "ws" -> written + ":80";
      case "wss" -> written + ":443";
      default -> written;
    };
  }

  private static Map<String, String> parameters(String shown, String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query.isEmpty()) {
      return parameters;
    }
    for (String part : query.split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals <= 0) {
        throw bad(
            shown, "options are written name=value, joined by &; one here has no name or no =");
      }
      String name = part.substring(0, equals);
      if (parameters.put(name, decode(shown, part.substring(equals + 1))) != null) {
        throw bad(shown, "option " + name + " is given twice");
      }
    }
    return parameters;
  }

  /** Replaces each %xx by its byte. */
  private static String decode(String shown, String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] != '%') {
        out.put(in[i]);
        continue;
      }
      int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw bad(shown, "a % is followed by two hexadecimal digits; % itself is %25");
      }
      out.put((byte) (high << 4 | low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
    } catch (CharacterCodingException e) {
      throw bad(shown, "the bytes written with % are no UTF-8");
    }
  }

  private static void checkTarget(String shown, String target) {
    if (target.indexOf('\0') >= 0) {
      throw bad(shown, "an address has no NUL byte");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(target)) {
      throw bad(shown, "it holds half of a character (a lone surrogate)");
    }
  }

  static Map<String, String> copyInOrder(Map<String, String> parameters) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** The message is one line, whatever is in the address. */
  private static InvalidAddressException bad(String shown, String why) {
    String line = shown.replaceAll("\\p{Cntrl}", "?");
    return new InvalidAddressException(
        line.isEmpty() ? "''" : line, why.replaceAll("\\p{Cntrl}", "?"));
  }
}
