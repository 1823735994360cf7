package qio.spi.tls;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import qio.api.spi.OptionValues;
import qio.spi.tls.peer.PeerRules;
import qio.spi.tls.peer.UnauthorizedPeerException;

/**
 * Who is allowed of those whose certificate is good: by the rules of {@code authorize}, and by the
 * program's own {@link PeerAuthorizer}; if there are both, both must allow it.
 */
final class Authorization {

  private final PeerAuthorizer authorizer;

  private Authorization(PeerAuthorizer authorizer) {
    this.authorizer = authorizer;
  }

  /** As the options say; empty if they allow everybody. */
  static Optional<Authorization> of(OptionValues options) {
    Optional<PeerAuthorizer> rules =
        options
            .get(TlsOptions.AUTHORIZE)
            .map(PeerRules::parse)
            .map(parsed -> peer -> parsed.allow(peer.certificate()));
    Optional<PeerAuthorizer> own = options.get(TlsOptions.AUTHORIZER);
    if (rules.isPresent() && own.isPresent()) {
      PeerAuthorizer first = rules.get();
      PeerAuthorizer second = own.get();
      return Optional.of(new Authorization(peer -> first.allows(peer) && second.allows(peer)));
    }
    return rules.or(() -> own).map(Authorization::new);
  }

  /** Decides during the handshake, when an alert can still be sent. */
  void check(X509Certificate[] chain) throws UnauthorizedPeerException {
    check(List.of(chain));
  }

  private void check(List<X509Certificate> chain) throws UnauthorizedPeerException {
    boolean allowed;
    try {
      allowed = authorizer.allows(new TlsPeer(chain));
    } catch (RuntimeException e) {
      throw new UnauthorizedPeerException(chain.getFirst(), e);
    }
    if (!allowed) {
      throw new UnauthorizedPeerException(chain.getFirst());
    }
  }

  /** Decides after the handshake: the session may be a resumed one, or another's judge believed. */
  void check(SSLSession session) throws SSLPeerUnverifiedException {
    List<X509Certificate> chain = new ArrayList<>();
    for (var certificate : Objects.requireNonNull(session.getPeerCertificates())) {
      chain.add((X509Certificate) certificate);
    }
    try {
      check(chain);
    } catch (UnauthorizedPeerException e) {
      var refusal = new SSLPeerUnverifiedException(e.getMessage());
      refusal.initCause(e);
      throw refusal;
    }
  }
}
