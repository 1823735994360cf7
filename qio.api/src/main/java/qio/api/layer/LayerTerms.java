package qio.api.layer;

import java.time.Duration;

/**
 * How a layer ends, and how long it waits for its peer.
 *
 * @param farewell what ends it, for messages: {@code TLS close_notify}
 * @param handshakeTimeout how long a handshake may take
 * @param closeTimeout how long close waits for a peer that takes nothing, a third of how long it
 *     waits at most ({@link FinalSend}); and how long {@code bye} waits for the peer
 * @param relaxedEof whether an end below without a farewell is an end like any other
 */
public record LayerTerms(
    String farewell, Duration handshakeTimeout, Duration closeTimeout, boolean relaxedEof) {}
