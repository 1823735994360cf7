package qio.spi.websocket.http;

import java.util.List;
import java.util.Optional;

/**
 * What a server accepts.
 *
 * @param path the one path that it serves; empty for any
 * @param host the one host that it goes by; empty for any
 * @param origins the pages that may ask, {@code *} for all; empty for those of the same host
 * @param protocols the sub-protocols that it speaks, best first
 * @param compress whether it compresses, if the client can
 */
public record ServerRules(
    Optional<String> path,
    Optional<String> host,
    List<String> origins,
    List<String> protocols,
    boolean compress) {}
