package qio.spi.tls;

import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import qio.api.spi.LayerRole;

/**
 * What a channel needs to know beside its engine.
 *
 * @param role the side that it plays
 * @param handshakeTimeout the limit for the handshake
 * @param closeTimeout the limit for what a close has to send
 * @param relaxedEof whether an end without {@code close_notify} is a good end
 * @param peerCheck decides whether the peer is wanted
 * @param statistics counts handshakes that are done
 * @param tasks runs what the engine wants computed
 * @param engineRelease is told of an engine that is used no more
 */
record TlsSettings(
    LayerRole role,
    Duration handshakeTimeout,
    Duration closeTimeout,
    boolean relaxedEof,
    PeerCheck peerCheck,
    TlsStatistics statistics,
    TaskRunner tasks,
    Consumer<SSLEngine> engineRelease) {}
