package qio.spi.websocket.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client asks for.
 *
 * @param target path and query
 * @param host the host that it asks
 * @param origin the page for which it asks
 * @param protocols the sub-protocols that it speaks, best first
 * @param compress whether it offers to compress
 * @param more further header fields
 */
public record ClientRequest(
    String target,
    String host,
    Optional<String> origin,
    List<String> protocols,
    boolean compress,
    Map<String, String> more) {

  /** A request that is on its way, with its key. */
  public static final class Opening {

    private final ClientRequest request;
    private final String key = AcceptKey.fresh();

    private Opening(ClientRequest request) {
      this.request = request;
    }

    /**
     * What is sent.
     *
     * @return the bytes
     */
    public byte[] bytes() {
      return request.text(key).getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Judges the answer.
     *
     * @param response the answer
     * @return what was agreed on
     * @throws BadResponse if it is a refusal, or not the answer to this request
     */
    public Agreement judge(Head response) throws BadResponse {
      return request.judge(response, key);
    }
  }

  /**
   * Begins a handshake.
   *
   * @return the request with a new key
   */
  public Opening open() {
    return new Opening(this);
  }

  private String text(String key) {
    StringBuilder text = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
    field(text, "Host", host);
    field(text, "Upgrade", "websocket");
    field(text, "Connection", "Upgrade");
    field(text, "Sec-WebSocket-Key", key);
    field(text, "Sec-WebSocket-Version", "13");
    origin.ifPresent(page -> field(text, "Origin", page));
    if (!protocols.isEmpty()) {
      field(text, "Sec-WebSocket-Protocol", String.join(", ", protocols));
    }
    if (compress) {
      field(text, "Sec-WebSocket-Extensions", Compression.OFFER);
    }
    more.forEach((name, value) -> field(text, name, value));
    return text.append("\r\n").toString();
  }

  private static void field(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value).append("\r\n");
  }

  private Agreement judge(Head response, String key) throws BadResponse {
    checkStatus(response);
    try {
      boolean upgraded =
          response.lists("upgrade", "websocket") && response.lists("connection", "upgrade");
      if (!upgraded) {
        throw new BadResponse(101, "the server switches to something else than WebSocket");
      }
      if (!response.one("sec-websocket-accept").equals(Optional.of(AcceptKey.answer(key)))) {
        throw new BadResponse(
            101, "the server's Sec-WebSocket-Accept is not the answer to our key");
      }
      Optional<String> protocol = response.one("sec-websocket-protocol");
      if (protocol.isPresent() && !protocols.contains(protocol.get())) {
        throw new BadResponse(
            101, "the server chose the sub-protocol " + protocol.get() + ", which was not offered");
      }
      List<String> extensions = response.list("sec-websocket-extensions");
      if (!compress && !extensions.isEmpty()) {
        throw new BadResponse(101, "the server wants extensions that were not offered");
      }
      return new Agreement(
          target, host, origin, protocol, Compression.fromAnswer(extensions), response.fields());
    } catch (BadRequest e) { // a field that is there twice
      throw new BadResponse(101, String.valueOf(e.getMessage()));
    }
  }

  private static void checkStatus(Head response) throws BadResponse {
    String line = response.firstLine();
    if (!line.matches("HTTP/1\\.[01] [0-9]{3}( .*)?")) {
      throw new BadResponse(0, "the answer is no HTTP; is this a WebSocket server?");
    }
    int status = Integer.parseInt(line.substring(9, 12));
    if (status != 101) {
      String where =
          status / 100 == 3
              ? response.fields().getOrDefault("location", List.of()).stream()
                  .findFirst()
                  .map(to -> ", which sends us to " + to)
                  .orElse("")
              : "";
      throw new BadResponse(status, "the server refused: " + line.substring(9) + where);
    }
  }
}
