package qio.spi.tls;

import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLProtocolException;
import org.jspecify.annotations.Nullable;
import qio.api.spi.LayerRole;
import qio.spi.tls.PeerCertificateException.Fault;
import qio.spi.tls.engine.Inbound;

/**
 * Turns what went wrong into what to tell: the address, what happened, and what to try. Engines
 * speak in terms of the protocol; a user has an address and options.
 */
final class TlsDiagnosis {

  private static final List<String> HTTP_STARTS =
      List.of(
          "GET ",
          "POST ",
          "HEAD ",
          "PUT ",
          "DELETE ",
          "OPTIONS ",
          "PATCH ",
          "CONNECT ",
          "HTTP/",
          "PRI * ");

  /** All that the engines of the JDK and of Netty say of what they were told by somebody else. */
  private static final Set<String> SAY_NOTHING =
      Set.of("Unexpected exception", "General OpenSslEngine problem");

  private final String address;
  private final LayerRole role;
  private final Duration handshakeLimit;

  TlsDiagnosis(String address, LayerRole role, Duration handshakeLimit) {
    this.address = address;
    this.role = role;
    this.handshakeLimit = handshakeLimit;
  }

  // ---- the handshake ----

  TlsFailure ofHandshake(Throwable why, Inbound inbound) {
    if (inbound.isOpeningForeign()) {
      return failure(TlsFailure.Kind.PROTOCOL, foreign(inbound.opening()), why);
    }
    boolean silent = inbound.opening().length == 0;
    return switch (why) {
      case HandshakeTimeoutException _ -> failure(TlsFailure.Kind.TIMEOUT, tooSlow(silent), null);
      case SocketTimeoutException late -> // a limit of the channel below, and no interrupt
          failure(TlsFailure.Kind.LATE_BELOW, "the TLS handshake failed: " + text(late), late);
      case InterruptedIOException _ ->
          failure(TlsFailure.Kind.CLOSED, "the channel was closed during the handshake", why);
      case EOFException _ -> failure(TlsFailure.Kind.HANDSHAKE, vanished(silent), why);
      case SSLException tls -> ofTls(tls);
      default -> failure(TlsFailure.Kind.BELOW, "the TLS handshake failed: " + text(why), why);
    };
  }

  private String tooSlow(boolean silent) {
    String what =
        silent
            ? "the peer sent nothing; does it speak TLS, and from the first byte?"
            : "the peer stopped in the middle of it.";
    return "the TLS handshake was not done within "
        + written(handshakeLimit)
        + ": "
        + what
        + " Raise handshake-timeout if it is only slow";
  }

  private static String written(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + "s" : limit.toMillis() + "ms";
  }

  private String vanished(boolean silent) {
    String what =
        silent
            ? "without a byte of TLS; does it speak TLS, and on this port?"
            : "in the middle of it, without saying why; look into its log";
    return "the peer hung up during the TLS handshake, " + what;
  }

  /**
   * A record that starts as it should and is refused for its length: then it is no other protocol.
   */
  private static boolean isRecord(byte[] opening) {
    return opening.length > 1 && opening[0] >= 20 && opening[0] <= 23 && opening[1] == 3;
  }

  private String foreign(byte[] opening) {
    if (isRecord(opening)) {
      return "the peer's first TLS record is longer than the protocol allows; does it speak TLS, or"
          + " is what it sends changed on its way?";
    }
    String start = printable(opening);
    String spoken;
    if (start == null) {
      spoken = "no TLS; it begins with the bytes " + HexFormat.ofDelimiter(" ").formatHex(opening);
    } else if (HTTP_STARTS.stream().anyMatch(start::startsWith)) {
      spoken = "plain HTTP, not TLS; it begins with \"" + start + "\"";
    } else {
      spoken = "plain text, not TLS; it begins with \"" + start + "\"";
    }
    String advice =
        role == LayerRole.CLIENT
            ? "connect without the tls layer, or to the peer's TLS port"
            : "this is a TLS port: the client must connect with TLS (https:// for HTTP)";
    return "the peer speaks " + spoken + "; " + advice;
  }

  private static @Nullable String printable(byte[] bytes) {
    var text = new StringBuilder();
    for (byte b : bytes) {
      if (b == '\r' || b == '\n') {
        break;
      }
      if (b < ' ' || b == 0x7F) {
        return null;
      }
      text.append(new String(new byte[] {b}, StandardCharsets.US_ASCII));
    }
    return text.isEmpty() ? null : text.toString();
  }

  // ---- any time ----

  /** For what an engine has thrown, in the handshake or later. */
  TlsFailure ofTls(Throwable why) {
    TlsAlert alert = AlertAdvice.received(why.getMessage());
    if (alert != null) {
      return TlsFailure.ofAlert(address + ": " + AlertAdvice.explain(alert), why, alert);
    }
    Optional<TlsFailure> certificate = ofCertificate(why);
    return certificate.orElseGet(
        () -> failure(kind(why), "TLS failed: " + text(why) + advice(text(why)), why));
  }

  private Optional<TlsFailure> ofCertificate(Throwable why) {
    if (isWithoutCertificate(why)) {
      return Optional.of(refused(Fault.MISSING, "", why));
    }
    if (!CertificateFaults.isCertificate(why)) {
      return Optional.empty();
    }
    RefusedCertificateException examined =
        CertificateFaults.find(why, RefusedCertificateException.class);
    String detail = examined == null ? CertificateFaults.deepest(why) : examined.detail();
    return Optional.of(refused(CertificateFaults.of(why), detail, why));
  }

  /** No engine has a type for it. */
  private static boolean isWithoutCertificate(Throwable why) {
    String text = text(why);
    return why instanceof SSLHandshakeException
        && (text.contains("Empty client certificate chain")
            || text.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")); // BoringSSL
  }

  private TlsFailure refused(Fault fault, String detail, Throwable why) {
    return TlsFailure.ofCertificate(
        address + ": " + CertificateAdvice.explain(fault, detail, role), why, fault);
  }

  private static String advice(String text) {
    if (text.contains("no cipher suites in common") || text.contains("NO_SHARED_CIPHER")) {
      return "; compare ciphers on both sides, and whether the certificate's kind of key suits"
          + " them";
    }
    if (text.contains("No matching application layer protocol")) {
      return "; the two have no application protocol in common: compare alpn on both sides";
    }
    if (text.contains("too big") || text.contains("exceeds the maximum")) {
      return "; the peer's TLS is at fault, or what it sends is changed on its way";
    }
    if (text.contains("protocol version")
        || text.contains("requested protocol")
        || text.contains("supported_versions")
        || text.contains("UNSUPPORTED_PROTOCOL")) {
      return "; the two have no TLS version in common: compare min-version and max-version on both"
          + " sides";
    }
    if (text.contains("Tag mismatch")
        || text.contains("bad_record_mac")
        || text.contains("BAD_RECORD_MAC")
        || text.contains("BAD_DECRYPT")) {
      return "; the bytes were changed on their way, by a fault or on purpose";
    }
    return "";
  }

  /** For what the engine wanted computed after the handshake, and was not. */
  TlsFailure ofTasks(Throwable why) {
    return why instanceof SSLException
        ? ofTls(why)
        : failure(
            TlsFailure.Kind.TLS, "what the TLS engine wanted computed was not: " + text(why), why);
  }

  /** For a failure of the channel below while records were sent. */
  TlsFailure ofSending(Throwable why) {
    return failure(TlsFailure.Kind.BELOW, "what was written could not be sent: " + text(why), why);
  }

  TlsFailure failure(TlsFailure.Kind kind, String message, @Nullable Throwable cause) {
    return new TlsFailure(kind, address + ": " + message, cause);
  }

  private static TlsFailure.Kind kind(Throwable why) {
    return switch (why) {
      case SSLHandshakeException _ -> TlsFailure.Kind.HANDSHAKE;
      case SSLPeerUnverifiedException _ -> TlsFailure.Kind.UNVERIFIED;
      case SSLProtocolException _ -> TlsFailure.Kind.PROTOCOL;
      case SSLKeyException _ -> TlsFailure.Kind.KEY;
      default -> TlsFailure.Kind.TLS;
    };
  }

  private static String text(Throwable why) {
    String message = why.getMessage();
    if (why.getCause() != null && SAY_NOTHING.contains(String.valueOf(message))) {
      return CertificateFaults.deepest(why);
    }
    return message == null || message.isBlank() ? why.getClass().getSimpleName() : message;
  }
}
