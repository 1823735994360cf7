package qio.spi.tls.credential;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Offers credentials to whoever asks for a key of their kind; a server the one for the name that
 * its client asks for. A client shows its own even if the server names other authorities: refused
 * for it, the user learns more than from having shown nothing.
 */
public final class CredentialKeyManager extends X509ExtendedKeyManager {

  private static final String TLS_1_3 = "TLSv1.3";

  private final CredentialStore store;
  private final boolean tickets;

  /**
   * Makes the manager of one credential.
   *
   * @param credential the credential
   */
  public CredentialKeyManager(Credential credential) {
    this(CredentialStore.of(credential), true);
  }

  /**
   * Makes the manager.
   *
   * @param store the credentials
   * @param tickets false if a server shall send none after a handshake of TLS 1.3
   */
  public CredentialKeyManager(CredentialStore store, boolean tickets) {
    this.store = store;
    this.tickets = tickets;
  }

  private @Nullable String aliasFor(@Nullable String name, String... keyTypes) {
    for (String keyType : keyTypes) {
      int number = store.choose(name, keyType);
      if (number >= 0) {
        return String.valueOf(number);
      }
    }
    return null;
  }

  /** The host name that the client has sent; null if it sent none. */
  private static @Nullable String requestedName(SSLEngine engine) {
    SSLSession session = engine.getHandshakeSession();
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName name : extended.getRequestedServerNames()) {
        if (name.getType() == StandardConstants.SNI_HOST_NAME) {
          return name instanceof SNIHostName host
              ? host.getAsciiName()
              : new SNIHostName(name.getEncoded()).getAsciiName();
        }
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    if (!tickets) {
      refuseTickets(engine);
    }
    return aliasFor(requestedName(engine), keyType);
  }

  /**
   * The JDK's server makes no ticket of a session that is not valid any more, and has no other
   * switch that is not for the whole process. In TLS 1.2 the server's hello has promised a ticket,
   * as part of the handshake, and clients refuse a server that sends none then.
   */
  private static void refuseTickets(SSLEngine engine) {
    SSLSession session = engine.getHandshakeSession();
    if (session != null && session.getProtocol().equals(TLS_1_3)) {
      session.invalidate();
    }
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    return aliasFor(null, keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return aliasFor(null, keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return aliasFor(null, keyTypes);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType);
  }

  private String @Nullable [] aliases(String keyType) {
    String alias = aliasFor(null, keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    List<X509Certificate> chain = credential(alias).chain();
    return chain.toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return credential(alias).key();
  }

  private Credential credential(String alias) {
    return store.get(Integer.parseInt(alias));
  }
}
