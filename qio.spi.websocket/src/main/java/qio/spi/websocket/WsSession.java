package qio.spi.websocket;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import qio.api.spi.LayerRole;
import qio.spi.websocket.http.Agreement;

/**
 * What the opening handshake has agreed on. To be had with {@code channel.facts(WsSession.class)}
 * from the end of the handshake on, after close too. Immutable.
 */
public final class WsSession {

  private final LayerRole role;
  private final Agreement agreed;

  WsSession(LayerRole role, Agreement agreed) {
    this.role = role;
    this.agreed = agreed;
  }

  /**
   * The side that this end plays.
   *
   * @return client or server
   */
  public LayerRole role() {
    return role;
  }

  /**
   * What the client asked for: path, and query if there is one, as it was sent.
   *
   * @return the request target; begins with a slash
   */
  public String target() {
    return agreed.target();
  }

  /**
   * The path that the client asked for, as it was sent.
   *
   * @return the target without its query
   */
  public String path() {
    int question = target().indexOf('?');
    return question < 0 ? target() : target().substring(0, question);
  }

  /**
   * The query that the client asked for, as it was sent.
   *
   * @return what follows the first question mark of the target; empty if there is none
   */
  public Optional<String> query() {
    int question = target().indexOf('?');
    return question < 0 ? Optional.empty() : Optional.of(target().substring(question + 1));
  }

  /**
   * The host that the client asked for.
   *
   * @return the Host header
   */
  public String host() {
    return agreed.host();
  }

  /**
   * The page for which a browser asked.
   *
   * @return the Origin header; empty if there was none
   */
  public Optional<String> origin() {
    return agreed.origin();
  }

  /**
   * The sub-protocol that was agreed on.
   *
   * @return its name; empty if there is none
   */
  public Optional<String> protocol() {
    return agreed.protocol();
  }

  /**
   * Whether messages may be compressed.
   *
   * @return true if both sides wanted that
   */
  public boolean isCompressed() {
    return agreed.compression().isPresent();
  }

  /**
   * A header of the peer's: of the request at a server, of the response at a client.
   *
   * @param name the name, in any case
   * @return the values, one for each line
   */
  public List<String> header(String name) {
    return List.copyOf(agreed.fields().getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
  }

  /** The sides, target and sub-protocol; no other header, since they may be secret. */
  @Override
  public String toString() {
    String protocol = agreed.protocol().map(name -> ", protocol " + name).orElse("");
    return "WebSocket[" + role + " " + path() + protocol + "]";
  }
}
