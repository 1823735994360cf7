package qio.spi.tls.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/**
 * The subject of a certificate in the order in which the certificate has it, most significant
 * first: {@code C=UK,O=Example,CN=host}. Java's own text (RFC 2253) has the reverse order; its
 * escapes are kept, so that a comma within a value cannot pass for the next part of the name.
 */
final class SubjectName {

  private static final Map<String, String> KEYWORDS =
      Map.of("1.2.840.113549.1.9.1", "EMAIL", "2.5.4.5", "SERIALNUMBER");

  private SubjectName() {}

  static String of(X500Principal subject) {
    String reversed = subject.getName(X500Principal.RFC2253, KEYWORDS);
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int at = 0; at < reversed.length(); at++) {
      char c = reversed.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == ',') {
        parts.add(reversed.substring(start, at));
        start = at + 1;
      }
    }
    parts.add(reversed.substring(start));
    return String.join(",", parts.reversed());
  }
}
