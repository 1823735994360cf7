package qio.spi.tls.peer;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is allowed, as the option {@code authorize} says it: rules with semicolons between, of which
 * one must match. A rule is
 *
 * <ul>
 *   <li>a pattern for the whole subject, letter by letter, in the order of the certificate;
 *   <li>{@code san:dns=…}, {@code san:ip=…}, {@code san:uri=…} or {@code san:email=…}, a pattern
 *       for one of the subject's alternative names;
 *   <li>{@code spiffe://DOMAIN/PATH}, in whose path there may be wildcards;
 *   <li>{@code sha256:HEX}, the fingerprint of the certificate.
 * </ul>
 */
public final class PeerRules {

  private final List<PeerRule> rules;

  private PeerRules(List<PeerRule> rules) {
    this.rules = rules;
  }

  /**
   * Reads rules.
   *
   * @param text the rules; a semicolon within one is written {@code \;}
   * @return the rules
   * @throws IllegalArgumentException if there is none, or one cannot be understood
   */
  public static PeerRules parse(String text) {
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
      throw new IllegalArgumentException(
          "option authorize names nobody; write C=UK,CN=name*, san:dns=NAME, spiffe://DOMAIN/PATH"
              + " or sha256:FINGERPRINT");
    }
    return new PeerRules(found.stream().map(PeerRule::parse).toList());
  }

  private static void add(List<String> found, StringBuilder pattern) {
    if (!pattern.isEmpty()) {
      found.add(pattern.toString());
      pattern.setLength(0);
    }
  }

  /**
   * Whether a certificate is allowed.
   *
   * @param certificate the peer's own
   * @return true if a rule matches
   */
  public boolean allow(X509Certificate certificate) {
    var names = AlternativeNames.of(certificate);
    return rules.stream().anyMatch(rule -> rule.allows(certificate, names));
  }
}
