package qio.spi.websocket.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was agreed on about compression (RFC 7692). The deflater of the Java runtime always uses the
 * largest window, so an offer that asks a server for a smaller one is declined.
 *
 * @param serverForgets whether the server compresses each message for itself
 * @param clientForgets whether the client does
 */
public record Compression(boolean serverForgets, boolean clientForgets) {

  /** What a client offers. */
  static final String OFFER = "permessage-deflate";

  private static final String SERVER_FORGETS = "server_no_context_takeover";
  private static final String CLIENT_FORGETS = "client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final String CLIENT_WINDOW = "client_max_window_bits";
  private static final String LARGEST_WINDOW = "15";

  /** The first of a client's offers that can be taken. */
  static Optional<Compression> choose(List<String> offers) {
    return offers.stream().map(Compression::fromOffer).flatMap(Optional::stream).findFirst();
  }

  private static Optional<Compression> fromOffer(String offer) {
    Optional<Map<String, String>> parsed = parameters(offer);
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> parameters = parsed.get();
    boolean known =
        parameters.keySet().stream()
            .allMatch(
                List.of(SERVER_FORGETS, CLIENT_FORGETS, SERVER_WINDOW, CLIENT_WINDOW)::contains);
    boolean window =
        parameters.getOrDefault(SERVER_WINDOW, LARGEST_WINDOW).equals(LARGEST_WINDOW)
            && isWindow(parameters.getOrDefault(CLIENT_WINDOW, ""));
    return known && window && areFlags(parameters) ? Optional.of(of(parameters)) : Optional.empty();
  }

  private static Compression of(Map<String, String> parameters) {
    return new Compression(
        parameters.containsKey(SERVER_FORGETS), parameters.containsKey(CLIENT_FORGETS));
  }

  /** Whether what takes no value has none. */
  private static boolean areFlags(Map<String, String> parameters) {
    return parameters.getOrDefault(SERVER_FORGETS, "").isEmpty()
        && parameters.getOrDefault(CLIENT_FORGETS, "").isEmpty();
  }

  private static boolean isWindow(String bits) {
    return bits.isEmpty() || bits.matches("[89]|1[0-5]");
  }

  /**
   * What a server has answered to {@link #OFFER}.
   *
   * @param answers the extensions that it lists
   * @return what was agreed on; empty if it wants no compression
   * @throws BadResponse if it is nothing that was offered
   */
  static Optional<Compression> fromAnswer(List<String> answers) throws BadResponse {
    if (answers.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> parameters = parameters(answers.getFirst()).orElse(Map.of("?", ""));
    boolean known =
        parameters.keySet().stream()
            .allMatch(List.of(SERVER_FORGETS, CLIENT_FORGETS, SERVER_WINDOW)::contains);
    String window = parameters.getOrDefault(SERVER_WINDOW, LARGEST_WINDOW);
    if (answers.size() > 1 || !known || !areFlags(parameters) || !window.matches("[89]|1[0-5]")) {
      throw new BadResponse(101, "the server wants extensions that were not offered: " + answers);
    }
    return Optional.of(of(parameters));
  }

  /** The parameters of an offer of this extension; empty if it is another one, or broken. */
  private static Optional<Map<String, String>> parameters(String offer) {
    String[] parts = offer.split(";", -1);
    if (!parts[0].strip().equalsIgnoreCase(OFFER)) {
      return Optional.empty();
    }
    Map<String, String> parameters = new TreeMap<>();
    for (int i = 1; i < parts.length; i++) {
      String[] pair = parts[i].strip().split("=", 2);
      String value = pair.length == 1 ? "" : unquoted(pair[1].strip());
      if (parameters.put(pair[0].strip().toLowerCase(Locale.ROOT), value) != null
          || (pair.length == 2 && value.isEmpty())) {
        return Optional.empty(); // twice, or an empty value
      }
    }
    return Optional.of(parameters);
  }

  private static String unquoted(String value) {
    return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  /** What a server answers. */
  String answer() {
    return OFFER
        + (serverForgets ? "; " + SERVER_FORGETS : "")
        + (clientForgets ? "; " + CLIENT_FORGETS : "");
  }
}
