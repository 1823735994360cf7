package qio.spi.tls;

import java.util.regex.Pattern;
import qio.api.spi.LayerRole;
import qio.spi.tls.PeerCertificateException.Fault;

/** What is told of a peer's bad certificate, and what to try. */
final class CertificateAdvice {

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int MAX_DETAIL = 1000;

  private CertificateAdvice() {}

  /**
   * The sentence.
   *
   * @param fault what is wrong
   * @param detail which certificate, in what way; may be empty
   * @param role the side that we play
   */
  static String explain(Fault fault, String detail, LayerRole role) {
    String peers = "the peer's certificate ";
    return switch (fault) {
      case EXPIRED -> peers + "is expired" + after(detail) + "; it must be renewed there";
      case NOT_YET_VALID ->
          peers + "is not valid yet" + after(detail) + "; compare the clocks of both machines";
      case UNTRUSTED ->
          peers
              + "was not signed by an authority that is trusted here"
              + after(detail)
              + "; name that authority with ca=FILE, or let the peer send who stands between the"
              + " two, or switch verification off with verify=off";
      case SELF_SIGNED ->
          peers
              + "is signed by itself, and not trusted as itself"
              + after(detail)
              + "; name its file with ca=FILE if it is the right one";
      case BROKEN_CHAIN ->
          peers
              + "comes with a chain that does not hold"
              + after(detail)
              + "; the peer must send its own first, and then each one's authority";
      case WRONG_NAME ->
          peers
              + "is not for this name"
              + after(detail)
              + "; if another name is right, give it with server-name";
      case WRONG_USAGE ->
          peers
              + "may not be used by a "
              + (role == LayerRole.CLIENT ? "server" : "client")
              + " (keyUsage, extendedKeyUsage)"
              + after(detail)
              + "; it must be replaced there";
      case TOO_WEAK ->
          peers
              + "is too weak"
              + after(detail)
              + "; it must be replaced there (jdk.certpath.disabledAlgorithms says what is too"
              + " weak)";
      case REVOKED -> peers + "is revoked" + after(detail) + "; it must be replaced there";
      case REVOCATION_UNKNOWN ->
          "nobody can say whether the peer's certificate is revoked"
              + after(detail)
              + "; if it is about lists, give one of its authority that is not out of date with"
              + " crl=FILE, or accept that with revocation=soft; if it is about what a server"
              + " staples, that must be renewed there, or not asked for with stapled=off";
      case UNAUTHORIZED ->
          peers + "is good, but " + printable(detail) + "; authorize and authorizer say who is";
      case MISSING ->
          "the peer showed no certificate, and one is needed (client-auth=need); give it one with"
              + " cert and key there";
      case OTHER -> peers + "is not acceptable" + after(detail) + "; it must be replaced there";
    };
  }

  private static String after(String detail) {
    return detail.isEmpty() ? "" : ": " + printable(detail);
  }

  /** Names in it are the peer's own words, and a message may end in a log, a line each. */
  private static String printable(String detail) {
    String line = CONTROL.matcher(detail).replaceAll("?");
    return line.length() <= MAX_DETAIL ? line : line.substring(0, MAX_DETAIL) + "…";
  }
}
