package qio.spi.websocket;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import qio.api.layer.LayerFailure;

/**
 * Why a connection is of no more use. It is kept, and every call from then on fails in the same
 * way, with an exception of its own: one that was thrown already belongs to whoever caught it.
 *
 * @param kind which exception
 * @param message where, what, why, and what to try
 * @param code the HTTP status or the status code that goes with it; 0 if there is none
 * @param reason the peer's words, if it closed; else empty
 * @param cause what happened underneath
 */
record WsFailure(Kind kind, String message, int code, String reason, @Nullable Throwable cause)
    implements LayerFailure {

  WsFailure(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, 0, "", cause);
  }

  /** Which exception tells it. */
  enum Kind {
    /** The opening handshake was refused. */
    HANDSHAKE,
    /** The peer was too slow, or does not answer any more. */
    TIMEOUT,
    /** The peer does not keep to the protocol or to a limit. */
    PROTOCOL,
    /** The peer has closed, and not with a good end. */
    CLOSED_BY_PEER,
    /** The channel below failed. */
    BELOW
  }

  @Override
  public IOException exception() {
    IOException made =
        switch (kind) {
          case HANDSHAKE -> new WebSocketHandshakeException(code, message);
          case TIMEOUT -> new SocketTimeoutException(message);
          case PROTOCOL -> new WebSocketProtocolException(code, message);
          case CLOSED_BY_PEER -> new WebSocketClosedException(code, reason, message);
          case BELOW -> new IOException(message);
        };
    if (cause != null) {
      made.initCause(cause);
    }
    return made;
  }
}
