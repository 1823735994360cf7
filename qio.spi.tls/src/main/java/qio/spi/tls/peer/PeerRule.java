package qio.spi.tls.peer;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** One way of being allowed. */
@FunctionalInterface
interface PeerRule {

  /** Whether a certificate with these names is allowed. */
  boolean allows(X509Certificate certificate, AlternativeNames names);

  /** Reads one rule, as {@link PeerRules} describes them. */
  static PeerRule parse(String text) {
    if (text.startsWith("san:")) {
      return alternative(text);
    }
    if (text.startsWith("spiffe:")) {
      return spiffe(text);
    }
    if (text.startsWith("sha256:")) {
      return fingerprint(text);
    }
    if (Kinds.LOOKS_LIKE_ONE.matcher(text).lookingAt()) {
      throw mistake(
          text, "there are san:, spiffe:// and sha256:, and subjects such as C=UK,CN=name");
    }
    return (certificate, names) ->
        Glob.matches(text, SubjectName.of(certificate.getSubjectX500Principal()));
  }

  private static PeerRule alternative(String text) {
    int equals = text.indexOf('=');
    String kind = text.substring("san:".length(), Math.max(equals, "san:".length()));
    String pattern = text.substring(equals + 1);
    if (equals < 0 || pattern.isEmpty()) {
      throw mistake(text, "write san:dns=NAME");
    }
    String lower = pattern.toLowerCase(Locale.ROOT);
    return switch (kind) {
      case "dns" -> (certificate, names) -> any(lower, names.dns());
      case "ip" -> (certificate, names) -> any(lower, names.ip());
      case "uri" ->
          (certificate, names) -> names.uri().stream().anyMatch(uri -> Glob.matches(pattern, uri));
      case "email" -> (certificate, names) -> any(lower, names.email());
      default -> throw mistake(text, "there are san:dns, san:ip, san:uri and san:email");
    };
  }

  private static boolean any(String lowerPattern, List<String> names) {
    return names.stream()
        .anyMatch(name -> Glob.matches(lowerPattern, name.toLowerCase(Locale.ROOT)));
  }

  /** A wildcard in the domain would trust whoever can have a name. */
  private static PeerRule spiffe(String text) {
    if (!Kinds.SPIFFE.matcher(text).matches()) {
      throw mistake(text, "write spiffe://DOMAIN/PATH, with wildcards in the path only");
    }
    return (certificate, names) ->
        names.spiffeId().filter(id -> Glob.matches(text, id)).isPresent();
  }

  private static PeerRule fingerprint(String text) {
    String digits = text.substring("sha256:".length()).replace(":", "").toLowerCase(Locale.ROOT);
    if (!Kinds.DIGITS.matcher(digits).matches()) {
      throw mistake(text, "a fingerprint has 64 hexadecimal digits, with or without colons");
    }
    return (certificate, names) -> Fingerprint.of(certificate).equals(digits);
  }

  private static IllegalArgumentException mistake(String text, String advice) {
    return new IllegalArgumentException(
        "option authorize: '" + text + "' cannot be understood; " + advice);
  }

  /** What rules look like. */
  final class Kinds {
    private static final Pattern LOOKS_LIKE_ONE = Pattern.compile("[A-Za-z0-9-]+:");
    private static final Pattern SPIFFE = Pattern.compile("spiffe://[a-z0-9._-]+/.+");
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");

    private Kinds() {}
  }
}
