package qio.spi.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import qio.api.spi.LayerRole;
import qio.api.spi.OptionValues;
import qio.spi.tls.credential.CertificateChecks;
import qio.spi.tls.credential.CertificateChecks.Purpose;
import qio.spi.tls.credential.Credential;
import qio.spi.tls.credential.CredentialDirectory;
import qio.spi.tls.credential.CredentialFiles;
import qio.spi.tls.credential.CredentialKeyManager;
import qio.spi.tls.credential.CredentialStore;
import qio.spi.tls.credential.Fresh;
import qio.spi.tls.credential.Secret;
import qio.spi.tls.peer.AuthorizedPeers;
import qio.spi.tls.peer.Revocation;
import qio.spi.tls.peer.StapledPeers;
import qio.spi.tls.peer.TrustManagers;
import qio.spi.tls.peer.UnverifiedPeers;

/** Makes a layer's context: its key, and whom it trusts. */
final class ContextFactory {

  /** A look costs a few system calls, so it is not taken for each of many connections. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final LayerRole role;
  private final OptionValues options;
  private final Optional<Authorization> allowed;

  ContextFactory(LayerRole role, OptionValues options, Optional<Authorization> allowed) {
    this.role = role;
    this.options = options;
    this.allowed = allowed;
  }

  SSLContext context() throws IOException {
    Optional<SSLContext> given = options.get(TlsOptions.SSL_CONTEXT);
    if (given.isPresent()) {
      return given.get();
    }
    List<Path> files =
        Stream.of(
                TlsOptions.CERT, TlsOptions.KEY, TlsOptions.CERT_DIR, TlsOptions.CA, TlsOptions.CRL)
            .flatMap(option -> options.get(option).stream())
            .toList();
    if (files.isEmpty() || !options.get(TlsOptions.RELOAD, true)) {
      return ownContext();
    }
    var fresh = new Fresh<>(files, this::ownContext, LOOK_EVERY, System::nanoTime);
    return new RenewedContext(fresh::current);
  }

  private SSLContext ownContext() throws IOException {
    try {
      KeyManager[] keys = keyManagers();
      TrustManager[] trust = {trustManager()};
      Optional<Duration> life = lifeOfContext();
      return life.isEmpty()
          ? context(keys, trust)
          : new RenewedContext(
              new ContextRotation(() -> context(keys, trust), life.get(), System::nanoTime));
    } catch (GeneralSecurityException e) {
      throw failure(e);
    }
  }

  /** How long a context may be handed out; empty if for ever. */
  private Optional<Duration> lifeOfContext() {
    if (!options.get(TlsOptions.SESSIONS, true)) {
      return Optional.of(Duration.ZERO);
    }
    return role == LayerRole.SERVER ? options.get(TlsOptions.SESSION_TIMEOUT) : Optional.empty();
  }

  private SSLContext context(KeyManager[] keys, TrustManager[] trust) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      limitSessions(
          role == LayerRole.SERVER
              ? context.getServerSessionContext()
              : context.getClientSessionContext());
      return context;
    } catch (GeneralSecurityException e) {
      throw failure(e);
    }
  }

  private void limitSessions(SSLSessionContext sessions) {
    options.get(TlsOptions.SESSION_CACHE_SIZE).ifPresent(sessions::setSessionCacheSize);
    options
        .get(TlsOptions.SESSION_TIMEOUT)
        .ifPresent(time -> sessions.setSessionTimeout((int) time.toSeconds()));
  }

  private KeyManager[] keyManagers() throws IOException {
    List<CredentialStore.Named> own = new ArrayList<>();
    Purpose purpose = role == LayerRole.SERVER ? Purpose.SERVER : Purpose.CLIENT;
    try (Secret password = Secret.of(options.get(TlsOptions.KEY_PASSWORD).orElse(null))) {
      Optional<Path> cert = options.get(TlsOptions.CERT);
      if (cert.isPresent()) {
        own.add(named(cert.get(), password, purpose));
      }
      Optional<Path> directory = options.get(TlsOptions.CERT_DIR);
      if (directory.isPresent()) {
        own.addAll(
            new CredentialDirectory(TlsOptions.CERT_DIR.name(), directory.get())
                .read(password, purpose, cert.isPresent()));
      }
    }
    boolean tickets =
        options.get(TlsOptions.TICKETS, true) && options.get(TlsOptions.SESSIONS, true);
    return own.isEmpty()
        ? new KeyManager[0]
        : new KeyManager[] {new CredentialKeyManager(CredentialStore.of(own), tickets)};
  }

  private CredentialStore.Named named(Path cert, @Nullable Secret password, Purpose purpose)
      throws IOException {
    Credential own = CredentialFiles.credential(cert, options.get(TlsOptions.KEY), password);
    String shown = TlsOptions.CERT + "=" + cert;
    CertificateChecks.own(shown, own.chain(), purpose);
    return new CredentialStore.Named(shown, own);
  }

  private TrustManager trustManager() throws IOException, GeneralSecurityException {
    X509TrustManager judge = judge();
    if (!(judge instanceof X509ExtendedTrustManager extended)) {
      return judge; // an older kind: the engine adds the check of names, and authorize is looked at
      // after the handshake
    }
    var examined = new ExaminedPeers(stapled(extended));
    return allowed.isPresent() ? new AuthorizedPeers(examined, allowed.get()::check) : examined;
  }

  /** A judge of the caller's own is left alone, and so is one who believes anybody. */
  private X509ExtendedTrustManager stapled(X509ExtendedTrustManager judge) {
    StapledCheck check = options.get(TlsOptions.STAPLED, StapledCheck.CHECK);
    return role == LayerRole.SERVER
            || check == StapledCheck.OFF
            || !options.get(TlsOptions.VERIFY, true)
            || options.get(TlsOptions.TRUST_MANAGER).isPresent()
        ? judge
        : new StapledPeers(judge, check == StapledCheck.REQUIRE);
  }

  private X509TrustManager judge() throws IOException, GeneralSecurityException {
    if (!options.get(TlsOptions.VERIFY, true)) {
      return new UnverifiedPeers();
    }
    Optional<X509TrustManager> given = options.get(TlsOptions.TRUST_MANAGER);
    if (given.isPresent()) {
      return given.get();
    }
    Optional<Path> ca = options.get(TlsOptions.CA);
    Optional<Revocation> revocation = revocation();
    if (ca.isEmpty()) {
      X509ExtendedTrustManager runtime = TrustManagers.ofRuntime();
      return revocation.isEmpty()
          ? runtime
          : TrustManagers.of(List.of(runtime.getAcceptedIssuers()), revocation.get());
    }
    List<X509Certificate> authorities =
        CredentialFiles.certificates(TlsOptions.CA.name(), ca.get());
    CertificateChecks.authorities(TlsOptions.CA + "=" + ca.get(), authorities);
    return revocation.isEmpty()
        ? TrustManagers.of(authorities)
        : TrustManagers.of(authorities, revocation.get());
  }

  /** How the revoked are found; empty if they are not looked for. */
  private Optional<Revocation> revocation() throws IOException {
    Optional<Path> crl = options.get(TlsOptions.CRL);
    if (crl.isEmpty()) {
      return Optional.empty();
    }
    RevocationCheck check = options.get(TlsOptions.REVOCATION, RevocationCheck.HARD);
    List<X509CRL> lists = CredentialFiles.revocationLists(TlsOptions.CRL.name(), crl.get());
    return Optional.of(new Revocation(check == RevocationCheck.SOFT, lists));
  }

  private static SSLKeyException failure(GeneralSecurityException cause) {
    var failure =
        new SSLKeyException("TLS cannot be set up with these certificates: " + cause.getMessage());
    failure.initCause(cause);
    return failure;
  }
}
