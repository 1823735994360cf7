package qio.spi.tls;

import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import org.jspecify.annotations.Nullable;
import qio.spi.tls.PeerCertificateException.Fault;
import qio.spi.tls.peer.UnauthorizedPeerException;

/** What a refusal says by its types alone: all that is left of one from a judge not of ours. */
final class CertificateFaults {

  private static final int MAX_CAUSES = 16;

  private CertificateFaults() {}

  /** What is wrong with a certificate that was refused in this way. */
  static Fault of(Throwable refusal) {
    RefusedCertificateException examined = find(refusal, RefusedCertificateException.class);
    if (examined != null) {
      return examined.fault();
    }
    if (has(refusal, CertificateExpiredException.class)) {
      return Fault.EXPIRED;
    }
    if (has(refusal, CertificateNotYetValidException.class)) {
      return Fault.NOT_YET_VALID;
    }
    if (has(refusal, UnauthorizedPeerException.class)) {
      return Fault.UNAUTHORIZED;
    }
    CertPathValidatorException path = find(refusal, CertPathValidatorException.class);
    if (path != null) {
      return of(path.getReason());
    }
    if (has(refusal, CertPathBuilderException.class) || has(refusal, SignatureException.class)) {
      return Fault.UNTRUSTED;
    }
    return isAboutName(deepest(refusal)) ? Fault.WRONG_NAME : Fault.OTHER;
  }

  private static Fault of(Reason reason) {
    if (reason instanceof PKIXReason pkix) {
      return switch (pkix) {
        case NO_TRUST_ANCHOR -> Fault.UNTRUSTED;
        case NAME_CHAINING, PATH_TOO_LONG, NOT_CA_CERT, INVALID_KEY_USAGE, INVALID_NAME ->
            Fault.BROKEN_CHAIN;
        default -> Fault.OTHER;
      };
    }
    if (reason instanceof BasicReason basic) {
      return switch (basic) {
        case EXPIRED -> Fault.EXPIRED;
        case NOT_YET_VALID -> Fault.NOT_YET_VALID;
        case INVALID_SIGNATURE -> Fault.BROKEN_CHAIN;
        case ALGORITHM_CONSTRAINED -> Fault.TOO_WEAK;
        case REVOKED -> Fault.REVOKED;
        case UNDETERMINED_REVOCATION_STATUS -> Fault.REVOCATION_UNKNOWN;
        default -> Fault.OTHER;
      };
    }
    return Fault.OTHER;
  }

  static boolean isBadSignature(Throwable refusal) {
    CertPathValidatorException path = find(refusal, CertPathValidatorException.class);
    return path != null && path.getReason() == BasicReason.INVALID_SIGNATURE;
  }

  /** The JDK has no type for it; other engines' words are like these or are told as they are. */
  private static boolean isAboutName(String message) {
    return message.startsWith("No subject alternative")
        || message.startsWith("No subjectAltNames")
        || message.startsWith("No name matching");
  }

  static boolean has(Throwable why, Class<? extends Throwable> type) {
    return find(why, type) != null;
  }

  static <T extends Throwable> @Nullable T find(Throwable why, Class<T> type) {
    Throwable at = why;
    for (int i = 0; at != null && i < MAX_CAUSES; i++) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
      at = at.getCause();
    }
    return null;
  }

  /** Whether it is about the peer's certificate at all. */
  static boolean isCertificate(Throwable why) {
    return has(why, CertificateException.class)
        || has(why, CertPathValidatorException.class)
        || has(why, CertPathBuilderException.class);
  }

  /** What the innermost cause says. */
  static String deepest(Throwable why) {
    Throwable at = why;
    for (int i = 0; at.getCause() != null && i < MAX_CAUSES; i++) {
      at = at.getCause();
    }
    String message = at.getMessage();
    return message == null || message.isBlank() ? at.getClass().getSimpleName() : message;
  }
}
