package qio.spi.tls;

import java.util.Locale;

/** The alerts with which a peer refuses or ends a connection (RFC 8446, 6; RFC 6066, 9). */
public enum TlsAlert {
  /** Code 0. */
  CLOSE_NOTIFY(0, "it ends the connection"),
  /** Code 10. */
  UNEXPECTED_MESSAGE(10, "it did not expect what we sent; is it a TLS server?"),
  /** Code 20. */
  BAD_RECORD_MAC(20, "it got damaged bytes; something between the two changes them"),
  /** Code 21. */
  DECRYPTION_FAILED(
      21,
      "it could not decrypt what it got; something between the two changes it, or its software is"
          + " very old"),
  /** Code 22. */
  RECORD_OVERFLOW(
      22,
      "it got a record that is too long; something between the two changes what is sent, or it is"
          + " no TLS"),
  /** Code 30. */
  DECOMPRESSION_FAILURE(30, "it wants compression, which is not safe and not done here"),
  /** Code 40. */
  HANDSHAKE_FAILURE(
      40,
      "the two have no cipher suite or group in common, or it wants a certificate; compare ciphers,"
          + " groups, cert"),
  /** Code 41. */
  NO_CERTIFICATE(41, "it has no certificate, as old software says it"),
  /** Code 42. */
  BAD_CERTIFICATE(
      42,
      "it does not accept our certificate, or got none; look into its log, and check cert and key"),
  /** Code 43. */
  UNSUPPORTED_CERTIFICATE(
      43,
      "it has no use for a certificate of this kind; try one with an RSA or EC key and the right"
          + " usage"),
  /** Code 44. */
  CERTIFICATE_REVOKED(44, "our certificate is revoked; get a new one"),
  /** Code 45. */
  CERTIFICATE_EXPIRED(45, "our certificate is expired, by its clock; renew it, or set that clock"),
  /** Code 46. */
  CERTIFICATE_UNKNOWN(
      46,
      "it does not accept our certificate: who signed it, its name, or its dates; look into its"
          + " log"),
  /** Code 47. */
  ILLEGAL_PARAMETER(47, "it takes what we sent for a mistake; try other ciphers or groups"),
  /** Code 48. */
  UNKNOWN_CA(
      48,
      "it does not trust who signed our certificate; give it that authority, or take another"
          + " certificate"),
  /** Code 49. */
  ACCESS_DENIED(49, "our certificate is good, but its subject is not allowed; ask who runs it"),
  /** Code 50. */
  DECODE_ERROR(
      50,
      "it could not read what we sent; some servers say so of TLS 1.2 when they want a certificate"
          + " and got none: give one with cert and key, or else look into its log"),
  /** Code 51. */
  DECRYPT_ERROR(51, "it could not check what we signed; does the key fit the certificate?"),
  /** Code 60. */
  EXPORT_RESTRICTION(
      60, "its software is of a time in which ciphers were not exported; it must be replaced"),
  /** Code 70. */
  PROTOCOL_VERSION(
      70,
      "the two have no TLS version in common; compare min-version and max-version on both sides"
          + " (1.2 and 1.3 are spoken here)"),
  /** Code 71. */
  INSUFFICIENT_SECURITY(
      71, "it wants stronger ciphers or groups than we offer; compare ciphers and groups"),
  /** Code 80. */
  INTERNAL_ERROR(80, "it failed inside; look into its log"),
  /** Code 86. */
  INAPPROPRIATE_FALLBACK(86, "somebody between the two tries to lower the TLS version"),
  /** Code 90. */
  USER_CANCELED(90, "it gave up"),
  /** Code 100. */
  NO_RENEGOTIATION(100, "it was asked to renegotiate and does not do that"),
  /** Code 109. */
  MISSING_EXTENSION(109, "it wants an extension that we do not send"),
  /** Code 110. */
  UNSUPPORTED_EXTENSION(
      110, "it got an extension that it did not ask for; try other options, or look into its log"),
  /** Code 111. */
  CERTIFICATE_UNOBTAINABLE(111, "it could not fetch our certificate from where we said that it is"),
  /** Code 112. */
  UNRECOGNIZED_NAME(112, "it does not serve the name that we asked for; check server-name"),
  /** Code 113. */
  BAD_CERTIFICATE_STATUS_RESPONSE(
      113,
      "it does not accept what is said about the revocation of our certificate; look into the"
          + " stapled OCSP response"),
  /** Code 114. */
  BAD_CERTIFICATE_HASH_VALUE(114, "the certificate that it fetched is not the one that we said"),
  /** Code 115. */
  UNKNOWN_PSK_IDENTITY(115, "it wants a pre-shared key, which the JDK's engine does not have"),
  /** Code 116. */
  CERTIFICATE_REQUIRED(116, "it wants a certificate from us; give one with cert and key"),
  /** Code 120. */
  NO_APPLICATION_PROTOCOL(
      120, "the two have no application protocol in common; compare alpn on both sides"),
  /** One that no standard names. */
  UNASSIGNED(-1, "no standard has this one; look into its log");

  private final int code;
  private final String meaning;

  TlsAlert(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /**
   * The number that is sent.
   *
   * @return the code; -1 of {@link #UNASSIGNED}
   */
  public int code() {
    return code;
  }

  /** What a peer means by it, and what to try. */
  String meaning() {
    return meaning;
  }

  /** The alert of a name as engines write it. */
  static TlsAlert named(String name) {
    for (TlsAlert alert : values()) {
      if (alert != UNASSIGNED && alert.toString().equals(name)) {
        return alert;
      }
    }
    return UNASSIGNED;
  }

  /** The name as standards write it: {@code bad_record_mac}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
