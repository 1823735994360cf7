package qio.spi.tls.peer;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The subjects that are allowed, as patterns: {@code *} stands for any text, {@code ?} for one
 * character. A pattern is compared with the whole subject, letter by letter, in the order of the
 * certificate.
 */
public final class SubjectPatterns {

  private final List<String> patterns;

  private SubjectPatterns(List<String> patterns) {
    this.patterns = patterns;
  }

  /**
   * Reads patterns.
   *
   * @param text the patterns, with semicolons between; a semicolon within one is written {@code \;}
   * @return the patterns
   * @throws IllegalArgumentException if there is none
   */
  public static SubjectPatterns parse(String text) {
    List<String> found = new ArrayList<>();
    var pattern = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == ';') {
        add(found, pattern);
      } else {
        pattern.append(c);
        if (c == '\\' && at + 1 < text.length()) {
          pattern.append(text.charAt(++at));
        }
      }
    }
    add(found, pattern);
    if (found.isEmpty()) {
      throw new IllegalArgumentException("option authorize names no subject; write C=UK,CN=name*");
    }
    return new SubjectPatterns(List.copyOf(found));
  }

  private static void add(List<String> found, StringBuilder pattern) {
    if (!pattern.isEmpty()) {
      found.add(pattern.toString());
      pattern.setLength(0);
    }
  }

  /**
   * Whether a certificate's subject is allowed.
   *
   * @param certificate the certificate
   * @return true if a pattern matches
   */
  public boolean allow(X509Certificate certificate) {
    return allow(SubjectName.of(certificate.getSubjectX500Principal()));
  }

  boolean allow(String subject) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, subject));
  }

  /**
   * Goes back to the last star only, so that no pattern takes more than the product of both
   * lengths.
   */
  private static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int starText = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        starText = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++starText;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /**
   * A certificate's subject as patterns are compared with it.
   *
   * @param certificate the certificate
   * @return the subject in certificate order
   */
  public static String subjectOf(X509Certificate certificate) {
    return SubjectName.of(certificate.getSubjectX500Principal());
  }
}
