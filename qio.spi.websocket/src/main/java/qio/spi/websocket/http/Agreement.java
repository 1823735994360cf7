package qio.spi.websocket.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an opening handshake has come to.
 *
 * @param target the request target: path and query
 * @param host the host that was asked for
 * @param origin the page that asks, if it is a browser
 * @param protocol the sub-protocol
 * @param compression how messages may be compressed; empty if they may not
 * @param fields the header fields of the peer, names in lower case
 */
public record Agreement(
    String target,
    String host,
    Optional<String> origin,
    Optional<String> protocol,
    Optional<Compression> compression,
    Map<String, List<String>> fields) {}
