package qio.spi.websocket;

import java.time.Duration;
import java.util.Optional;
import qio.api.layer.BufferPool;
import qio.api.layer.LayerTerms;
import qio.spi.websocket.http.ClientRequest;
import qio.spi.websocket.http.ServerRules;

/**
 * What a channel needs to know; exactly one of the first two is there.
 *
 * @param request what a client asks for
 * @param rules what a server accepts
 * @param data what may be sent and accepted
 * @param terms the limits of time, and whether an end without a close frame is a good end
 * @param keepAlive the limit for the peer's silence; empty for ever
 */
record WsSettings(
    Optional<ClientRequest> request,
    Optional<ServerRules> rules,
    Data data,
    LayerTerms terms,
    Optional<Duration> keepAlive) {

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
}
