package qio.bench;

/** What the connections run over; both ends are in this process. */
public enum Transport {
  /** Loopback, with {@code TCP_NODELAY}. */
  TCP,
  /** A socket file in the directory for temporary files. */
  UNIX,
  /** {@link #TCP} with TLS 1.3, AES-128-GCM, and a certificate of an elliptic curve, P-256. */
  TLS("EC", "secp256r1"),
  /** The same with an RSA certificate of 2048 bits. */
  TLS_RSA("RSA", "2048");

  /** What has no certificate. */
  private static final String NONE = "";

  /** The kind of the server's key. */
  final String algorithm;

  /** Its curve, or how many bits it has. */
  final String strength;

  Transport() {
    this(NONE, NONE);
  }

  Transport(String algorithm, String strength) {
    this.algorithm = algorithm;
    this.strength = strength;
  }

  /** Whether it is encrypted. */
  boolean isTls() {
    return this == TLS || this == TLS_RSA;
  }
}
