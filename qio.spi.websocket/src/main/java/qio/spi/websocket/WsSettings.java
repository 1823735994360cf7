package qio.spi.websocket;

import java.time.Duration;
import java.util.Optional;
import qio.spi.websocket.frame.BufferPool;
import qio.spi.websocket.http.ClientRequest;
import qio.spi.websocket.http.ServerRules;

/**
 * What a channel needs to know; exactly one of the first two is there.
 *
 * @param request what a client asks for
 * @param rules what a server accepts
 * @param data what may be sent and accepted
 * @param times the limits of time
 * @param relaxedEof whether an end without a close frame is a good end
 */
record WsSettings(
    Optional<ClientRequest> request,
    Optional<ServerRules> rules,
    Data data,
    Times times,
    boolean relaxedEof) {

  /**
   * What may be sent and accepted.
   *
   * @param text whether text is
   * @param maxFrame the largest frame accepted
   * @param maxMessage the largest message accepted
   * @param frameSize the largest frame sent
   * @param received lends buffers for what comes
   * @param toSend lends buffers for what goes
   */
  record Data(
      boolean text,
      long maxFrame,
      long maxMessage,
      int frameSize,
      BufferPool received,
      BufferPool toSend) {}

  /**
   * The limits of time.
   *
   * @param handshake for the handshake
   * @param close for what a close has to send, and to wait for
   * @param keepAlive for the peer's silence; empty for ever
   */
  record Times(Duration handshake, Duration close, Optional<Duration> keepAlive) {}
}
