package qio.spi.tls;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a peer means by an alert (RFC 8446, 6.2), and what to try. */
final class AlertAdvice {

  private static final Pattern RECEIVED = Pattern.compile("Received fatal alert: ([a-z_0-9]+)");

  private static final Map<String, String> MEANING =
      Map.ofEntries(
          Map.entry(
              "unknown_ca",
              "it does not trust who signed our certificate; give it that authority, or take"
                  + " another certificate"),
          Map.entry(
              "bad_certificate",
              "it does not accept our certificate, or got none; look into its log, and check cert"
                  + " and key"),
          Map.entry(
              "certificate_required", "it wants a certificate from us; give one with cert and key"),
          Map.entry(
              "certificate_expired",
              "our certificate is expired, by its clock; renew it, or set that clock"),
          Map.entry("certificate_revoked", "our certificate is revoked; get a new one"),
          Map.entry(
              "certificate_unknown",
              "it does not accept our certificate: who signed it, its name, or its dates; look into"
                  + " its log"),
          Map.entry(
              "unsupported_certificate",
              "it has no use for a certificate of this kind; try one with an RSA or EC key and the"
                  + " right usage"),
          Map.entry(
              "access_denied",
              "our certificate is good, but its subject is not allowed; ask who runs it"),
          Map.entry(
              "handshake_failure",
              "the two have no cipher suite or group in common, or it wants a certificate; compare"
                  + " ciphers, groups, cert"),
          Map.entry(
              "insufficient_security",
              "it wants stronger ciphers or groups than we offer; compare ciphers and groups"),
          Map.entry(
              "protocol_version",
              "the two have no TLS version in common; compare min-version and max-version on"
                  + " both sides (1.2 and 1.3 are spoken here)"),
          Map.entry(
              "no_application_protocol",
              "the two have no application protocol in common; compare alpn on both sides"),
          Map.entry(
              "unrecognized_name",
              "it does not serve the name that we asked for; check server-name"),
          Map.entry(
              "decrypt_error",
              "it could not check what we signed; does the key fit the certificate?"),
          Map.entry(
              "bad_record_mac", "it got damaged bytes; something between the two changes them"),
          Map.entry("unexpected_message", "it did not expect what we sent; is it a TLS server?"),
          Map.entry("decode_error", "it could not read what we sent; is it a TLS server?"),
          Map.entry(
              "illegal_parameter",
              "it takes what we sent for a mistake; try other ciphers or groups"),
          Map.entry("internal_error", "it failed inside; look into its log"),
          Map.entry("user_canceled", "it gave up"),
          Map.entry(
              "inappropriate_fallback", "somebody between the two tries to lower the TLS version"),
          Map.entry("missing_extension", "it wants an extension that we do not send"),
          Map.entry(
              "unknown_psk_identity",
              "it wants a pre-shared key, which the JDK's engine does not have"));

  private AlertAdvice() {}

  /** What it means if a message tells of an alert from the peer; null if it does not. */
  static @Nullable String explain(@Nullable String message) {
    Matcher received = message == null ? null : RECEIVED.matcher(message);
    if (received == null || !received.find()) {
      return null;
    }
    String alert = received.group(1);
    String meaning = MEANING.getOrDefault(alert, "look into its log");
    return "the peer refused with the alert " + alert + ": " + meaning;
  }
}
