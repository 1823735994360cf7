package qio.spi.tls;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import qio.api.channel.ChannelOption;
import qio.api.layer.LayerTerms;
import qio.api.spi.Layer;
import qio.api.spi.LayerRequest;
import qio.api.spi.LayerRole;
import qio.api.spi.OptionValues;

/**
 * Turns options into a layer, once for all its connections: checks what does not fit together, then
 * reads the files, then asks the engine whether it can do what is wanted. Whatever is wrong is
 * found here, before anybody connects.
 */
final class LayerPreparation {

  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final String ASKS_FOR_ANSWER = "jdk.tls.client.enableStatusRequestExtension";
  private static final Duration LONGEST_SESSION = Duration.ofDays(7);

  private final LayerRole role;
  private final LayerRequest request;
  private final OptionValues options;

  LayerPreparation(LayerRequest request) {
    this.request = request;
    this.role = request.role();
    this.options = request.options();
  }

  Layer prepare() throws IOException {
    checkFit();
    Optional<PeerName> peer = peer();
    Optional<Authorization> allowed = Authorization.of(options);
    EngineFactory engines = engines(peer, allowed);
    var settings =
        new TlsSettings(
            role,
            terms(),
            allowed.<PeerCheck>map(authorization -> authorization::check).orElse(PeerCheck.NONE),
            options.get(TlsOptions.STATISTICS).orElseGet(TlsStatistics::new),
            TaskRunner.of(
                options.get(TlsOptions.EXECUTOR).orElse(null),
                options.get(TlsOptions.MAX_HANDSHAKES).orElse(null)),
            engines::release);
    return new TlsLayer(engines, settings);
  }

  private LayerTerms terms() {
    return new LayerTerms(
        "TLS close_notify",
        positive(TlsOptions.HANDSHAKE_TIMEOUT, HANDSHAKE_TIMEOUT),
        positive(TlsOptions.CLOSE_TIMEOUT, CLOSE_TIMEOUT),
        options.get(TlsOptions.RELAXED_EOF, false));
  }

  // ---- what makes the engines ----

  private EngineFactory engines(Optional<PeerName> peer, Optional<Authorization> allowed)
      throws IOException {
    var parameters = new ParameterFactory(role, options, peer, clientAuth(allowed.isPresent()));
    Optional<EngineSource> given = options.get(TlsOptions.SSL_ENGINE);
    if (given.isPresent()) {
      return enginesOf(given.get(), peer.orElse(null), parameters);
    }
    SSLContext context = new ContextFactory(role, options, allowed).context();
    refuseKeyLog("engine of " + context.getProvider().getName());
    return new EngineFactory(
        new ContextEngines(context),
        role,
        peer.orElse(null),
        parameters.parameters(EngineAbilities.of(context)));
  }

  private EngineFactory enginesOf(
      EngineSource source, @Nullable PeerName peer, ParameterFactory parameters)
      throws IOException {
    refuseKeyLog("engine that ssl-engine makes");
    SSLParameters chosen = parameters.parameters(EngineAbilities.of(source, role, peer));
    var engines = new EngineFactory(source, role, peer, chosen);
    if (has(TlsOptions.ALPN)
        && !EngineAbilities.takeProtocols(engines, chosen.getApplicationProtocols())) {
      throw new IllegalArgumentException(
          "alpn: the engines that ssl-engine makes take no application protocols from outside;"
              + " name them where the engines are made, and leave out alpn");
    }
    return engines;
  }

  // ---- what does not fit together ----

  private void checkFit() {
    if (has(TlsOptions.SSL_ENGINE)) {
      if (has(TlsOptions.SSL_CONTEXT)) {
        throw new IllegalArgumentException(
            "ssl-context and ssl-engine both make the engines; give one of them");
      }
      refuseWith(TlsOptions.SSL_ENGINE, "source of engines");
      return;
    }
    if (has(TlsOptions.SSL_CONTEXT)) {
      refuseWith(TlsOptions.SSL_CONTEXT, "context");
      return;
    }
    checkOwn();
    checkSessions();
    checkStapled();
    if (has(TlsOptions.CA) && has(TlsOptions.TRUST_MANAGER)) {
      throw new IllegalArgumentException(
          "ca and trust-manager both say whom to trust; give one of them");
    }
    if (has(TlsOptions.TRUST_MANAGER) && (has(TlsOptions.REVOCATION) || has(TlsOptions.CRL))) {
      throw new IllegalArgumentException(
          "trust-manager judges by itself, so revocation and crl are of no use with it");
    }
    if (has(TlsOptions.REVOCATION) && !has(TlsOptions.CRL)) {
      throw new IllegalArgumentException(
          "revocation says what to do beyond the lists of crl=FILE, so it is of no use without"
              + " them; a trust-manager of your own can ask over the network (OCSP)");
    }
    List<ChannelOption<?>> ofVerified =
        List.of(
            TlsOptions.CA,
            TlsOptions.TRUST_MANAGER,
            TlsOptions.REVOCATION,
            TlsOptions.CRL,
            TlsOptions.STAPLED,
            TlsOptions.AUTHORIZE,
            TlsOptions.AUTHORIZER);
    if (!verify() && ofVerified.stream().anyMatch(this::has)) {
      throw new IllegalArgumentException(
          "verify=off believes anybody, so ca, trust-manager, authorize and authorizer are of no"
              + " use with it");
    }
  }

  /** Better than a file that stays empty. */
  private void refuseKeyLog(String engine) {
    if (has(TlsOptions.KEY_LOG)) {
      throw new IllegalArgumentException(
          "key-log: the "
              + engine
              + " keeps the secrets of its connections to itself, and Java has no API to ask for"
              + " them; log them at the peer (SSLKEYLOGFILE of curl and browsers, -keylogfile of"
              + " openssl), or run the JVM with an agent that does");
    }
  }

  private void checkOwn() {
    boolean hasCert = has(TlsOptions.CERT);
    boolean hasSeveral = has(TlsOptions.CERT_DIR);
    if (role == LayerRole.SERVER && !hasCert && !hasSeveral) {
      throw new IllegalArgumentException(
          "a TLS server needs a certificate: give cert=FILE and key=FILE, or cert-dir=DIRECTORY, or"
              + " an ssl-context");
    }
    if (role == LayerRole.CLIENT && hasSeveral) {
      throw new IllegalArgumentException(
          "cert-dir is for servers, which choose by the client's wish; a client gives cert=FILE");
    }
    if (!hasCert && has(TlsOptions.KEY)) {
      throw new IllegalArgumentException("key is of no use without cert=FILE");
    }
    if (!hasCert && !hasSeveral && has(TlsOptions.KEY_PASSWORD)) {
      throw new IllegalArgumentException("key-password is of no use without cert=FILE");
    }
  }

  private void checkStapled() {
    if (!has(TlsOptions.STAPLED)) {
      return;
    }
    if (role == LayerRole.SERVER) {
      throw new IllegalArgumentException(
          "stapled is what a client does with a server's OCSP answer. What a server staples cannot"
              + " be said for one layer: the JDK's asks the responder that its certificate names,"
              + " for all servers of a process, if that runs with"
              + " -Djdk.tls.server.enableStatusRequestExtension=true");
    }
    if (has(TlsOptions.TRUST_MANAGER)) {
      throw new IllegalArgumentException(
          "trust-manager judges by itself, so stapled is of no use with it; it finds the answer in"
              + " ExtendedSSLSession.getStatusResponses()");
    }
    boolean isAskedFor = !"false".equalsIgnoreCase(System.getProperty(ASKS_FOR_ANSWER));
    if (options.get(TlsOptions.STAPLED, StapledCheck.CHECK) == StapledCheck.REQUIRE
        && !isAskedFor) {
      throw new IllegalArgumentException(
          "stapled=require needs an answer that no client of this process asks for; run it without"
              + " -D"
              + ASKS_FOR_ANSWER
              + "=false");
    }
  }

  private void checkSessions() {
    if (!options.get(TlsOptions.SESSIONS, true)) {
      for (ChannelOption<?> option :
          List.of(TlsOptions.SESSION_CACHE_SIZE, TlsOptions.SESSION_TIMEOUT, TlsOptions.TICKETS)) {
        if (has(option)) {
          throw new IllegalArgumentException(
              "sessions=off keeps no session, so " + option + " is of no use with it");
        }
      }
    }
    Optional<Duration> timeout = options.get(TlsOptions.SESSION_TIMEOUT);
    if (timeout.isEmpty()) {
      return;
    }
    Duration time = timeout.get();
    if (time.toSeconds() < 1 || time.compareTo(LONGEST_SESSION) > 0) {
      throw new IllegalArgumentException(
          "option session-timeout is from 1s to 168h, seven days, which is as long as a ticket of"
              + " TLS 1.3 may live; sessions=off keeps none");
    }
  }

  private void refuseWith(ChannelOption<?> whole, String what) {
    List<ChannelOption<?>> inside =
        List.of(
            TlsOptions.CERT,
            TlsOptions.KEY,
            TlsOptions.CERT_DIR,
            TlsOptions.KEY_PASSWORD,
            TlsOptions.CA,
            TlsOptions.TRUST_MANAGER,
            TlsOptions.REVOCATION,
            TlsOptions.CRL,
            TlsOptions.STAPLED,
            TlsOptions.TICKETS,
            TlsOptions.SESSIONS,
            TlsOptions.SESSION_CACHE_SIZE,
            TlsOptions.SESSION_TIMEOUT,
            TlsOptions.RELOAD);
    for (ChannelOption<?> option : inside) {
      if (has(option)) {
        throw new IllegalArgumentException(
            whole
                + " says all about keys, trust and sessions; leave out "
                + option
                + ", or the "
                + what);
      }
    }
  }

  private boolean has(ChannelOption<?> option) {
    return options.get(option).isPresent();
  }

  private boolean verify() {
    return options.get(TlsOptions.VERIFY, true);
  }

  private ClientAuth clientAuth(boolean authorizing) {
    ClientAuth wanted =
        options.get(TlsOptions.CLIENT_AUTH, authorizing ? ClientAuth.NEED : ClientAuth.NONE);
    if (authorizing && role == LayerRole.SERVER && wanted != ClientAuth.NEED) {
      throw new IllegalArgumentException(
          "authorize and authorizer decide by the client's certificate, so client-auth must be"
              + " need, which is its default then");
    }
    return wanted;
  }

  private Duration positive(ChannelOption<Duration> option, Duration otherwise) {
    Duration value = options.get(option, otherwise);
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(
          "option " + option + " is a time of more than nothing, such as 5s");
    }
    return value;
  }

  // ---- the peer ----

  private Optional<PeerName> peer() {
    if (role == LayerRole.SERVER) {
      return Optional.empty();
    }
    Optional<PeerName> peer = PeerName.of(options.get(TlsOptions.SERVER_NAME), request.endpoint());
    if (peer.isEmpty() && verify()) {
      throw new IllegalArgumentException(
          "the address has no host name that the server's certificate could be for: give"
              + " server-name=NAME (verify=off would believe any server)");
    }
    return peer;
  }
}
