package qio.spi.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import qio.api.channel.ChannelOption;

/** The options of the {@code tls} layer, by the names that they have in addresses. */
public final class TlsOptions {

  /**
   * Our certificate and those up to its authority: PEM, our own first, or PKCS#12. A server needs
   * one.
   */
  public static final ChannelOption<Path> CERT =
      ChannelOption.path("cert", "our certificate chain: PEM, our own first, or PKCS#12");

  /**
   * The private key: PEM, as PKCS#8, encrypted or not, PKCS#1 or SEC1. Default: it is in the file
   * of {@link #CERT}.
   */
  public static final ChannelOption<Path> KEY =
      ChannelOption.path("key", "our private key: PEM; default: the file of cert");

  /**
   * A directory of certificates, from which a server chooses by the name that a client asks for:
   * files that end in {@code .pem} or {@code .crt}, with the key in them or beside them in {@code
   * .key}, {@code .p12} and {@code .pfx}, and directories with {@code fullchain.pem} and {@code
   * privkey.pem}. An exact name goes before a wildcard. Clients that ask for no name, or for one
   * that is not there, get {@link #CERT}, or without it the first by file name.
   */
  public static final ChannelOption<Path> CERT_DIR =
      ChannelOption.path("cert-dir", "server: certificates to choose from by the client's name");

  /** The password of an encrypted key or a PKCS#12 file. */
  public static final ChannelOption<String> KEY_PASSWORD =
      ChannelOption.text("key-password", "password of the key or of the PKCS#12 file");

  /**
   * The authorities that may have signed the peer's certificate: PEM. One that is no authority is
   * trusted as the peer's own certificate. Default: the authorities of the Java runtime.
   */
  public static final ChannelOption<Path> CA =
      ChannelOption.path("ca", "authorities to trust: PEM; default: those of the Java runtime");

  /**
   * Lists of revoked certificates, among which the peer's and those who vouch for it must not be:
   * one of each authority in its chain, PEM, or one in DER. Nobody is asked over the network.
   * Default: revoked certificates are not looked for.
   */
  public static final ChannelOption<Path> CRL =
      ChannelOption.path("crl", "lists of revoked certificates: PEM or DER");

  /**
   * What becomes of a certificate of which the lists of {@link #CRL} cannot say whether it is
   * revoked, because there is none of its authority, or that one is out of date. Default: hard.
   */
  public static final ChannelOption<RevocationCheck> REVOCATION =
      ChannelOption.choice(
          "revocation", RevocationCheck.class, "soft: accept who is on no list that is valid");

  /**
   * What a client does with the OCSP answer that a server may staple to its certificate, to show
   * that it is not revoked. Nobody is asked over the network. A server cannot say with it what it
   * staples: the JDK's does that for the whole process or not at all. Default: check.
   */
  public static final ChannelOption<StapledCheck> STAPLED =
      ChannelOption.choice(
          "stapled", StapledCheck.class, "client: off, check or require the server's OCSP answer");

  /**
   * Whether a server asks for a certificate. Default: no; with {@link #AUTHORIZE}, it needs one.
   */
  public static final ChannelOption<ClientAuth> CLIENT_AUTH =
      ChannelOption.choice(
          "client-auth", ClientAuth.class, "server: none, want or need a client certificate");

  /**
   * Off: neither the peer's name nor who signed its certificate is checked; anybody can be the
   * peer. Default: on.
   */
  public static final ChannelOption<Boolean> VERIFY =
      ChannelOption.flag("verify", "off: believe any certificate and name");

  /**
   * The name of the server, sent to it and compared with its certificate. Default: the host in the
   * address.
   */
  public static final ChannelOption<String> SERVER_NAME =
      ChannelOption.text(
          "server-name", "client: name that the server must prove; default: the address's host");

  /** Application protocols in order of preference, with commas between. */
  public static final ChannelOption<String> ALPN =
      ChannelOption.text("alpn", "application protocols, best first: h2,http/1.1");

  /** The least TLS version: {@code 1.2}, the default, or {@code 1.3}. */
  public static final ChannelOption<String> MIN_VERSION =
      ChannelOption.text("min-version", "least TLS version: 1.2 (default) or 1.3");

  /**
   * The highest TLS version: {@code 1.2} or {@code 1.3}, the default. For peers that fail with what
   * is newer; not for safety.
   */
  public static final ChannelOption<String> MAX_VERSION =
      ChannelOption.text("max-version", "highest TLS version: 1.2 or 1.3 (default)");

  /**
   * The cipher suites allowed, in order of preference, with commas between. Default: those of the
   * engine.
   */
  public static final ChannelOption<String> CIPHERS =
      ChannelOption.text("ciphers", "cipher suites, best first: TLS_AES_128_GCM_SHA256,…");

  /**
   * The key agreement groups allowed, in order of preference, with commas between. Default: those
   * of the engine.
   */
  public static final ChannelOption<String> GROUPS =
      ChannelOption.text("groups", "key agreement groups, best first: x25519,secp256r1");

  /**
   * Who is allowed of those whose certificate is good: rules with semicolons between, of which one
   * must match. A rule is a pattern for the subject, written in the order of the certificate
   * ({@code C=UK,CN=…}); {@code san:dns=…}, {@code san:ip=…}, {@code san:uri=…} or {@code
   * san:email=…}; {@code spiffe://DOMAIN/PATH}; or {@code sha256:FINGERPRINT}. {@code *} and {@code
   * ?} are wildcards, but for the domain and the fingerprint.
   */
  public static final ChannelOption<String> AUTHORIZE =
      ChannelOption.text(
          "authorize", "who is allowed: C=UK,CN=qemu*;san:dns=…;spiffe://DOMAIN/PATH;sha256:…");

  /** Decides in the program who is allowed; beside {@link #AUTHORIZE} both must agree. */
  public static final ChannelOption<PeerAuthorizer> AUTHORIZER =
      ChannelOption.object(
          "authorizer", PeerAuthorizer.class, "decides who is allowed, after verification");

  /**
   * Off: a server sends no session tickets after a TLS 1.3 handshake, so that clients of TLS 1.3
   * resume no session. A client that only writes never reads them, and when it closes, the unread
   * ticket can cost it the end of what it wrote. In TLS 1.2 a ticket is a part of the handshake,
   * and stays. Default: on.
   */
  public static final ChannelOption<Boolean> TICKETS =
      ChannelOption.flag("tickets", "server: off: no session tickets in TLS 1.3");

  /**
   * Off: no session is kept or taken up again, in any version of the protocol; every connection
   * shows certificates anew, and a server sends no tickets, or in TLS 1.2 such as nobody takes.
   * Default: on.
   */
  public static final ChannelOption<Boolean> SESSIONS =
      ChannelOption.flag("sessions", "off: no session is resumed, with or without tickets");

  /**
   * How many sessions are kept at most, to be taken up again; the one that is oldest goes first. A
   * server keeps none of those for which it gives its client a ticket that holds all. Default: that
   * of the Java runtime, 20480.
   */
  public static final ChannelOption<Integer> SESSION_CACHE_SIZE =
      ChannelOption.integer(
          "session-cache-size", 1, Integer.MAX_VALUE, "sessions kept at most; default 20480");

  /**
   * How long after its first handshake a session can be taken up again: whole seconds, from a
   * second to seven days, which is as long as a ticket of TLS 1.3 may live. A server gives up all
   * its sessions together whenever that time is over, so that one can end earlier and none can end
   * later: the Java runtime's does not look at the age of tickets. Default: that of the Java
   * runtime, a day, which its server only tells its clients.
   */
  public static final ChannelOption<Duration> SESSION_TIMEOUT =
      ChannelOption.duration("session-timeout", "how long sessions can be resumed; default 24h");

  /**
   * Counts full and resumed handshakes, of one layer or of several, for a program that wants to
   * look at them without a channel. Default: each layer has its own, which its channels tell.
   */
  public static final ChannelOption<TlsStatistics> STATISTICS =
      ChannelOption.object("statistics", TlsStatistics.class, "counts full and resumed handshakes");

  /**
   * Off: the files of {@link #CERT}, {@link #KEY}, {@link #CERT_DIR}, {@link #CA} and {@link #CRL}
   * are read once. Default: on: new connections are made with what the files hold, at most a second
   * after they have changed; those that are open go on as they are. Files that are of no use are
   * told in the log, and what there was before serves on.
   */
  public static final ChannelOption<Boolean> RELOAD =
      ChannelOption.flag("reload", "off: read the certificate files once, whatever changes");

  /** The time within which the handshake must be done. Default: 10 s. */
  public static final ChannelOption<Duration> HANDSHAKE_TIMEOUT =
      ChannelOption.duration("handshake-timeout", "limit for the handshake; default 10s");

  /**
   * How long a close waits for a peer that takes nothing of what was accepted, or of the farewell.
   * The time begins anew when something was taken; it waits three times as long at most. Default: 5
   * s.
   */
  public static final ChannelOption<Duration> CLOSE_TIMEOUT =
      ChannelOption.duration("close-timeout", "limit for sending the rest at close; default 5s");

  /**
   * On: a connection that ends without {@code close_notify} is taken for complete. Default: off.
   */
  public static final ChannelOption<Boolean> RELAXED_EOF =
      ChannelOption.flag("relaxed-eof", "on: an end without close_notify is a good end");

  /**
   * A file for the secrets of each connection, in the form that Wireshark reads, for who looks for
   * faults. No engine that is reached through Java's API gives its secrets away, so it is refused
   * with what else can be done, and no file is made.
   */
  public static final ChannelOption<Path> KEY_LOG =
      ChannelOption.path("key-log", "secrets for Wireshark; refused, as no engine gives them away");

  /** A context of the caller's own, which says all about keys and trust; of any provider. */
  public static final ChannelOption<SSLContext> SSL_CONTEXT =
      ChannelOption.object(
          "ssl-context", SSLContext.class, "a context instead of cert, key and ca");

  /**
   * Makes the engines, for libraries that have no {@link SSLContext}; instead of {@link
   * #SSL_CONTEXT}, and like it all that is said about keys and trust.
   */
  public static final ChannelOption<EngineSource> SSL_ENGINE =
      ChannelOption.object(
          "ssl-engine", EngineSource.class, "makes engines, instead of an ssl-context");

  /** A judge of the peer's certificates, instead of {@link #CA}. */
  public static final ChannelOption<X509TrustManager> TRUST_MANAGER =
      ChannelOption.object(
          "trust-manager", X509TrustManager.class, "judges the peer's certificate instead of ca");

  /**
   * Computes for handshakes: key agreement, signatures, checks of certificates. Default: virtual
   * threads.
   */
  public static final ChannelOption<Executor> EXECUTOR =
      ChannelOption.object(
          "executor", Executor.class, "computes for handshakes; default: virtual threads");

  /**
   * So many handshakes compute at once; the others wait for their turn, within their time. One that
   * waits for its peer does not count. Default: two for each processor, of all layers together;
   * with {@link #EXECUTOR}, as many as that takes.
   */
  public static final ChannelOption<Integer> MAX_HANDSHAKES =
      ChannelOption.integer(
          "max-handshakes",
          1,
          Integer.MAX_VALUE,
          "handshakes that compute at once; default: 2 for each processor");

  /** All of them. */
  static final List<ChannelOption<?>> ALL =
      List.of(
          CERT,
          KEY,
          CERT_DIR,
          KEY_PASSWORD,
          CA,
          CRL,
          REVOCATION,
          STAPLED,
          CLIENT_AUTH,
          VERIFY,
          SERVER_NAME,
          ALPN,
          MIN_VERSION,
          MAX_VERSION,
          CIPHERS,
          GROUPS,
          AUTHORIZE,
          TICKETS,
          SESSIONS,
          SESSION_CACHE_SIZE,
          SESSION_TIMEOUT,
          RELOAD,
          HANDSHAKE_TIMEOUT,
          CLOSE_TIMEOUT,
          RELAXED_EOF,
          KEY_LOG,
          SSL_CONTEXT,
          SSL_ENGINE,
          TRUST_MANAGER,
          EXECUTOR,
          MAX_HANDSHAKES,
          AUTHORIZER,
          STATISTICS);

  private TlsOptions() {}
}
