package qio.spi.websocket;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import qio.api.channel.ChannelOption;
import qio.api.channel.InvalidAddressException;
import qio.api.layer.BufferPool;
import qio.api.layer.LayerTerms;
import qio.api.spi.Endpoint;
import qio.api.spi.HostPort;
import qio.api.spi.LayerRequest;
import qio.api.spi.LayerRole;
import qio.api.spi.OptionValues;
import qio.spi.websocket.frame.Outbound;
import qio.spi.websocket.http.ClientRequest;
import qio.spi.websocket.http.ServerRules;

/** Checks the options of the layer and makes of them what its channels need. */
final class LayerPreparation {

  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final int FRAME_SIZE = 64 * 1024;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /** What others set in the request. */
  private static final Set<String> RESERVED =
      Set.of("host", "upgrade", "connection", "origin", "content-length", "transfer-encoding");

  /** One for all layers that send frames of the usual size, and for what all of them receive. */
  private static final BufferPool BUFFERS = new BufferPool(Outbound.capacity(FRAME_SIZE));

  private final LayerRequest request;
  private final OptionValues options;

  LayerPreparation(LayerRequest request) {
    this.request = request;
    this.options = request.options();
  }

  WsSettings settings() {
    boolean client = request.role() == LayerRole.CLIENT;
    return new WsSettings(
        client ? Optional.of(clientRequest()) : Optional.empty(),
        client ? Optional.empty() : Optional.of(serverRules()),
        data(),
        terms(),
        options.get(WsOptions.KEEP_ALIVE).filter(LayerPreparation::isPositive));
  }

  private WsSettings.Data data() {
    int frameSize = options.get(WsOptions.FRAME_SIZE, FRAME_SIZE);
    return new WsSettings.Data(
        options.get(WsOptions.TEXT, false),
        options.get(WsOptions.MAX_FRAME).map(Integer::longValue).orElse(Long.MAX_VALUE),
        options.get(WsOptions.MAX_MESSAGE).map(Integer::longValue).orElse(Long.MAX_VALUE),
        frameSize,
        BUFFERS,
        frameSize == FRAME_SIZE ? BUFFERS : new BufferPool(Outbound.capacity(frameSize)));
  }

  private LayerTerms terms() {
    return new LayerTerms(
        "a close frame",
        options.get(WsOptions.HANDSHAKE_TIMEOUT, HANDSHAKE_TIMEOUT),
        options.get(WsOptions.CLOSE_TIMEOUT, CLOSE_TIMEOUT),
        options.get(WsOptions.RELAXED_EOF, false));
  }

  private static boolean isPositive(Duration interval) {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException(
          "option keep-alive is a time longer than 0; leave it out for no keep-alive");
    }
    return true;
  }

  // ---- the client ----

  private ClientRequest clientRequest() {
    refuse(WsOptions.ORIGINS, "a server");
    return new ClientRequest(
        path().orElse("/"),
        host(),
        visible(WsOptions.ORIGIN),
        tokens(),
        options.get(WsOptions.DEFLATE, false),
        headers());
  }

  private String host() {
    return visible(WsOptions.HOST)
        .or(() -> request.endpoint().flatMap(LayerPreparation::hostOf))
        .orElse("localhost");
  }

  /** Not every address has a host; a transport of a third party may write anything. */
  private static Optional<String> hostOf(Endpoint endpoint) {
    if (!endpoint.target().startsWith("//")) {
      return Optional.empty();
    }
    try {
      HostPort host = endpoint.hostPort();
      String name = host.host().isEmpty() ? "localhost" : host.host();
      int zone = name.indexOf('%'); // means nothing elsewhere
      String text = zone < 0 ? name : name.substring(0, zone);
      String shown = text.indexOf(':') >= 0 ? "[" + text + "]" : text;
      boolean usual = host.port() == HTTP_PORT || host.port() == HTTPS_PORT;
      return Optional.of(usual ? shown : shown + ":" + host.port());
    } catch (InvalidAddressException e) {
      return Optional.empty(); // a target of another form, which the transport understands
    }
  }

  private Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : options.get(WsOptions.HEADERS, "").split("\n", -1)) {
      if (line.isBlank()) {
        continue;
      }
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon);
      String value = line.substring(colon + 1).strip();
      if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || !isVisible(value)) {
        throw new IllegalArgumentException(
            "option headers has lines of the form Name: value, without control characters");
      }
      String lower = name.toLowerCase(Locale.ROOT);
      if (RESERVED.contains(lower) || lower.startsWith("sec-websocket-")) {
        throw new IllegalArgumentException(
            "option headers cannot set " + name + "; it belongs to the handshake");
      }
      headers.put(name, value);
    }
    return headers;
  }

  // ---- the server ----

  private ServerRules serverRules() {
    refuse(WsOptions.ORIGIN, "a client");
    refuse(WsOptions.HEADERS, "a client");
    return new ServerRules(
        path(),
        visible(WsOptions.HOST),
        list(WsOptions.ORIGINS),
        tokens(),
        options.get(WsOptions.DEFLATE, false));
  }

  // ---- both ----

  private void refuse(ChannelOption<?> option, String owner) {
    if (options.get(option).isPresent()) {
      throw new IllegalArgumentException("option " + option.name() + " is for " + owner);
    }
  }

  private Optional<String> path() {
    Optional<String> path = options.get(WsOptions.PATH);
    if (path.isPresent() && !path.get().startsWith("/")) {
      throw new IllegalArgumentException("option path begins with /");
    }
    return path.map(LayerPreparation::escaped);
  }

  /** As a request has it: what may not be in one is written as %xx. */
  private static String escaped(String path) {
    StringBuilder text = new StringBuilder(path.length());
    for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
      if (each > ' ' && each < 0x7f && "#<>\"\\^`{|}".indexOf(each) < 0) {
        text.append((char) each);
      } else {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return text.toString();
  }

  private Optional<String> visible(ChannelOption<String> option) {
    Optional<String> text = options.get(option);
    if (text.isPresent() && (text.get().isEmpty() || !isVisible(text.get()))) {
      throw new IllegalArgumentException(
          "option " + option.name() + " is a text without control characters");
    }
    return text;
  }

  private static boolean isVisible(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }

  private List<String> list(ChannelOption<String> option) {
    List<String> elements = new ArrayList<>();
    for (String element : visible(option).orElse("").split(",", -1)) {
      if (!element.isBlank()) {
        elements.add(element.strip());
      }
    }
    return List.copyOf(elements);
  }

  private List<String> tokens() {
    List<String> names = list(WsOptions.PROTOCOLS);
    for (String name : names) {
      if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
        throw new IllegalArgumentException(
            "option protocols is a list of names with commas between; '" + name + "' is none");
      }
    }
    return names;
  }
}
