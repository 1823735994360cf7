package qio.spi.tls;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Alerts from the peer in what an engine says; it has no type for them. */
final class AlertAdvice {

  private static final Pattern RECEIVED =
      Pattern.compile(
          "Received fatal alert: (?<fatal>\\w+)"
              + "|received handshake warning: (?<warning>\\w+)"
              + "|Received (?<end>close_notify) during handshake"
              + "|(?<cancel>Received fatal close_notify alert)" // as it calls user_canceled
              + "|Unknown alert description"
              // BoringSSL, in Netty and Conscrypt
              + "|\\b(?:SSLV3|TLSV1|TLSV13)_ALERT_(?<boring>[A-Z_]+)");

  private AlertAdvice() {}

  /** The alert that a message tells of; null if it tells of none. */
  static @Nullable TlsAlert received(@Nullable String message) {
    Matcher received = message == null ? null : RECEIVED.matcher(message);
    if (received == null || !received.find()) {
      return null;
    }
    if (received.group("cancel") != null) {
      return TlsAlert.USER_CANCELED;
    }
    String boring = received.group("boring");
    if (boring != null) {
      return TlsAlert.named(
          boring.equals("USER_CANCELLED") ? "user_canceled" : boring.toLowerCase(Locale.ROOT));
    }
    for (String kind : new String[] {"fatal", "warning", "end"}) {
      String name = received.group(kind);
      if (name != null) {
        return TlsAlert.named(name);
      }
    }
    return TlsAlert.UNASSIGNED;
  }

  /** What is told of it. */
  static String explain(TlsAlert alert) {
    return "the peer refused with the alert " + alert + ": " + alert.meaning();
  }
}
