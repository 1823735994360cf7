package qio.spi.websocket;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;
import qio.api.channel.QioChannel;
import qio.api.spi.LayerRole;
import qio.spi.websocket.frame.CloseStatus;

/**
 * Tells Flight Recorder how connections begin and end, and nothing, at the price of a look, if
 * nobody records. No class of events is loaded before somebody has made a recording, since that
 * loads the whole of Flight Recorder. What peers say beside their codes is not told.
 *
 * <p>All methods may be called from any thread.
 */
final class WsRecorder {

  /** The events that are asked whether their kind is recorded; never committed. */
  private static final class Asked {
    static final HandshakeEvent HANDSHAKES = new HandshakeEvent();
    static final CloseEvent CLOSES = new CloseEvent();

    private Asked() {}
  }

  private WsRecorder() {}

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
  static void end(@Nullable HandshakeEvent event, QioChannel channel, WsSession session) {
    if (event == null) {
      return;
    }
    event.end();
    event.path = session.path();
    event.protocol = session.protocol().orElse(null);
    event.compressed = session.isCompressed();
    commit(event, channel, session.role());
  }

  /** It has failed. */
  static void end(
      @Nullable HandshakeEvent event, QioChannel channel, LayerRole role, WsFailure why) {
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
      @Nullable CloseStatus heard,
      @Nullable Exception lost) {
    if (event == null) {
      return;
    }
    event.end();
    event.channel = channel;
    event.farewellSent = sent;
    event.farewellReceived = heard != null;
    event.code = heard == null ? 0 : heard.code();
    event.failure = lost == null ? null : lost.getMessage();
    event.commit();
  }
}
