package qio.spi.tls;

import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import qio.api.layer.LayerTerms;
import qio.api.spi.LayerRole;

/**
 * What a channel needs to know beside its engine.
 *
 * @param role the side that it plays
 * @param terms the limits of time, and whether an end without {@code close_notify} is a good end
 * @param peerCheck decides whether the peer is wanted
 * @param statistics counts handshakes that are done
 * @param tasks runs what the engine wants computed
 * @param engineRelease is told of an engine that is used no more
 */
record TlsSettings(
    LayerRole role,
    LayerTerms terms,
    PeerCheck peerCheck,
    TlsStatistics statistics,
    TaskRunner tasks,
    Consumer<SSLEngine> engineRelease) {}
