package qio.spi.websocket.http;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A server's side of the opening handshake (RFC 6455, 4.2). */
public final class ServerOpening {

  private static final String VERSION = "13";

  private ServerOpening() {}

  /**
   * Judges a request.
   *
   * @param request the request
   * @param rules what is accepted
   * @return what was agreed on
   * @throws BadRequest if it is not accepted
   */
  public static Agreement judge(Head request, ServerRules rules) throws BadRequest {
    String target = target(request.firstLine());
    Optional<String> host = request.one("host").filter(name -> !name.isEmpty());
    if (host.isEmpty()) {
      throw new BadRequest(Status.BAD_REQUEST, "no Host header");
    }
    checkUpgrade(request);
    checkHost(host.get(), rules);
    Optional<String> origin = request.one("origin");
    if (origin.isPresent()) {
      checkOrigin(origin.get(), host.get(), rules);
    }
    checkPath(target, rules);
    return new Agreement(
        target,
        host.get(),
        origin,
        protocol(request.list("sec-websocket-protocol"), rules.protocols()),
        rules.compress()
            ? Compression.choose(request.list("sec-websocket-extensions"))
            : Optional.empty(),
        request.fields());
  }

  private static String target(String line) throws BadRequest {
    String[] words = line.split(" ", -1);
    if (words.length != 3 || words[1].isEmpty()) {
      throw new BadRequest(Status.BAD_REQUEST, "no request line of method, target and version");
    }
    if (!words[2].equals("HTTP/1.1")) {
      boolean other = words[2].matches("HTTP/[0-9](\\.[0-9])?") && !words[2].startsWith("HTTP/1");
      throw new BadRequest(
          other ? Status.VERSION_NOT_SUPPORTED : Status.BAD_REQUEST, "the version is not HTTP/1.1");
    }
    if (!words[0].equals("GET")) {
      boolean method = !words[0].isEmpty() && words[0].chars().allMatch(Head::isToken);
      throw new BadRequest(
          method ? Status.METHOD_NOT_ALLOWED : Status.BAD_REQUEST, "the method is not GET");
    }
    return pathOf(words[1]);
  }

  /** A client that takes this for a proxy writes the whole address. */
  private static String pathOf(String target) throws BadRequest {
    int scheme = target.indexOf("://");
    if (scheme > 0 && target.substring(0, scheme).matches("(?i)https?|wss?")) {
      int slash = target.indexOf('/', scheme + 3);
      return slash < 0 ? "/" : target.substring(slash);
    }
    if (!target.startsWith("/")) {
      throw new BadRequest(Status.BAD_REQUEST, "the target does not begin with /");
    }
    return target;
  }

  private static void checkUpgrade(Head request) throws BadRequest {
    if (!request.lists("upgrade", "websocket") || !request.lists("connection", "upgrade")) {
      throw new BadRequest(
          Status.UPGRADE_REQUIRED,
          "this address serves WebSocket, and nothing else is served here");
    }
    if (!request.one("sec-websocket-version").equals(Optional.of(VERSION))) {
      throw new BadRequest(Status.UPGRADE_REQUIRED, "the WebSocket version is not " + VERSION);
    }
    if (!AcceptKey.isKey(request.one("sec-websocket-key").orElse(""))) {
      throw new BadRequest(Status.BAD_REQUEST, "no Sec-WebSocket-Key of 16 bytes in base 64");
    }
  }

  private static void checkHost(String host, ServerRules rules) throws BadRequest {
    if (rules.host().isPresent() && !rules.host().get().equalsIgnoreCase(host)) {
      throw new BadRequest(
          Status.FORBIDDEN, "this server does not go by the name in the Host header (option host)");
    }
  }

  private static void checkOrigin(String origin, String host, ServerRules rules) throws BadRequest {
    List<String> allowed = rules.origins();
    boolean fits =
        allowed.isEmpty()
            ? isSameHost(origin, host)
            : allowed.contains("*") || allowed.stream().anyMatch(origin::equalsIgnoreCase);
    if (!fits) {
      throw new BadRequest(
          Status.FORBIDDEN,
          "pages of this origin may not connect (option origins lists those that may)");
    }
  }

  private static boolean isSameHost(String origin, String host) {
    int scheme = origin.indexOf("://");
    if (scheme < 0) {
      return false;
    }
    String defaultPort = origin.toLowerCase(Locale.ROOT).startsWith("https:") ? ":443" : ":80";
    return withoutPort(origin.substring(scheme + 3), defaultPort)
        .equalsIgnoreCase(withoutPort(host, defaultPort));
  }

  private static String withoutPort(String host, String defaultPort) {
    return host.endsWith(defaultPort)
        ? host.substring(0, host.length() - defaultPort.length())
        : host;
  }

  private static void checkPath(String target, ServerRules rules) throws BadRequest {
    if (rules.path().isPresent() && !isPath(rules.path().get(), target)) {
      throw new BadRequest(Status.NOT_FOUND, "this path is not served (option path)");
    }
  }

  /** A rule with a query wants just that; one without does not care. */
  private static boolean isPath(String wanted, String target) {
    int query = target.indexOf('?');
    String path = query < 0 || wanted.indexOf('?') >= 0 ? target : target.substring(0, query);
    return path.equals(wanted);
  }

  private static Optional<String> protocol(List<String> offered, List<String> spoken)
      throws BadRequest {
    if (offered.isEmpty() || spoken.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> chosen = spoken.stream().filter(offered::contains).findFirst();
    if (chosen.isEmpty()) {
      throw new BadRequest(
          Status.BAD_REQUEST,
          "none of the sub-protocols that were offered is spoken here; these are: "
              + String.join(", ", spoken));
    }
    return chosen;
  }

  /**
   * The answer to a request that was accepted.
   *
   * @param request the request
   * @param agreed what was agreed on
   * @return the response
   * @throws BadRequest never for a request that was judged
   */
  public static byte[] accept(Head request, Agreement agreed) throws BadRequest {
    StringBuilder text = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n");
    field(text, "Date", now());
    field(text, "Upgrade", "websocket");
    field(text, "Connection", "Upgrade");
    field(
        text,
        "Sec-WebSocket-Accept",
        AcceptKey.answer(request.one("sec-websocket-key").orElse("")));
    agreed.protocol().ifPresent(name -> field(text, "Sec-WebSocket-Protocol", name));
    agreed
        .compression()
        .ifPresent(chosen -> field(text, "Sec-WebSocket-Extensions", chosen.answer()));
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * The answer to a request that was refused.
   *
   * @param status with what
   * @param why a few words
   * @return the response
   */
  public static byte[] refuse(Status status, String why) {
    byte[] body = (why + "\n").getBytes(StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder("HTTP/1.1 " + status + "\r\n");
    field(text, "Date", now());
    field(text, "Connection", "close");
    switch (status) {
      case UPGRADE_REQUIRED -> {
        field(text, "Upgrade", "websocket");
        field(text, "Sec-WebSocket-Version", VERSION);
      }
      case BAD_REQUEST -> field(text, "Sec-WebSocket-Version", VERSION);
      case METHOD_NOT_ALLOWED -> field(text, "Allow", "GET");
      default -> {}
    }
    field(text, "Content-Type", "text/plain; charset=utf-8");
    field(text, "Content-Length", Integer.toString(body.length));
    byte[] head = text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = java.util.Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  private static void field(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value).append("\r\n");
  }

  private static String now() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
  }
}
