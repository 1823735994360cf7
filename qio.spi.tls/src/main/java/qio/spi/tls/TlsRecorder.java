package qio.spi.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;
import qio.api.channel.QioChannel;
import qio.api.spi.LayerRole;

/**
 * Tells Flight Recorder how connections begin and end, and nothing, at the price of a look, if
 * nobody records. No class of events is loaded before somebody has made a recording, since that
 * loads the whole of Flight Recorder.
 *
 * <p>All methods may be called from any thread.
 */
final class TlsRecorder {

  /** The events that are asked whether their kind is recorded; never committed. */
  private static final class Asked {
    static final HandshakeEvent HANDSHAKES = new HandshakeEvent();
    static final AlertEvent ALERTS = new AlertEvent();
    static final CloseEvent CLOSES = new CloseEvent();

    private Asked() {}
  }

  /** The JDK's engine puts the alert's name in front, whoever has sent it. */
  private static final Pattern ALERT = Pattern.compile("^\\(([a-z_0-9]+)\\) ");

  private static final String RECEIVED = "Received fatal alert";

  private TlsRecorder() {}

  // ---- handshakes ----

  /** A handshake begins. Answers null if handshakes are not recorded. */
  static @Nullable HandshakeEvent beginHandshake() {
    if (!FlightRecorder.isInitialized() || !Asked.HANDSHAKES.isEnabled()) {
      return null;
    }
    HandshakeEvent event = new HandshakeEvent();
    event.begin();
    return event;
  }

  /** It is done. */
  static void end(
      @Nullable HandshakeEvent event, QioChannel channel, LayerRole role, TlsSession session) {
    if (event == null) {
      return;
    }
    event.end();
    event.protocol = session.protocol();
    event.cipherSuite = session.cipherSuite();
    event.applicationProtocol = session.applicationProtocol().orElse(null);
    event.resumed = session.isResumed();
    event.subject = subject(session.peerCertificates());
    commit(event, channel, role);
  }

  /** It has failed. */
  static void end(
      @Nullable HandshakeEvent event, QioChannel channel, LayerRole role, TlsFailure why) {
    if (event == null) {
      return;
    }
    event.end();
    event.failure = why.message();
    commit(event, channel, role);
  }

  private static void commit(HandshakeEvent event, QioChannel channel, LayerRole role) {
    event.channel = channel.address();
    event.role = role.name();
    event.peer = channel.remoteAddress().orElse(null);
    event.commit();
  }

  private static @Nullable String subject(List<X509Certificate> peer) {
    return peer.isEmpty() ? null : peer.getFirst().getSubjectX500Principal().getName();
  }

  // ---- alerts ----

  /**
   * A connection is broken. Told if an alert was part of it.
   *
   * @param why its cause is what the engine has said
   */
  static void broken(String channel, TlsFailure why) {
    if (!FlightRecorder.isInitialized() || !Asked.ALERTS.isEnabled()) {
      return;
    }
    Throwable cause = why.cause();
    String said = cause == null ? "" : String.valueOf(cause.getMessage());
    Matcher alert = ALERT.matcher(said);
    boolean named = alert.find();
    boolean received = said.contains(RECEIVED);
    if (!received && !named) {
      return;
    }
    AlertEvent event = new AlertEvent();
    event.channel = channel;
    event.received = received;
    event.alert = named ? alert.group(1) : null;
    event.reason = why.message();
    event.commit();
  }

  // ---- closing ----

  /** A channel is being closed. Answers null if that is not recorded. */
  static @Nullable CloseEvent beginClose() {
    if (!FlightRecorder.isInitialized() || !Asked.CLOSES.isEnabled()) {
      return null;
    }
    CloseEvent event = new CloseEvent();
    event.begin();
    return event;
  }

  /** It is closed. */
  static void end(
      @Nullable CloseEvent event,
      String channel,
      boolean sent,
      boolean received,
      @Nullable Exception lost) {
    if (event == null) {
      return;
    }
    event.end();
    event.channel = channel;
    event.farewellSent = sent;
    event.farewellReceived = received;
    event.failure = lost == null ? null : lost.getMessage();
    event.commit();
  }
}
