package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.api.channel.ChannelOption;
import qio.api.spi.Endpoint;
import qio.api.spi.LayerRequest;
import qio.api.spi.LayerRole;
import qio.api.spi.OptionValues;

/** Options that do not fit together, and where a client takes its peer's name from. */
class LayerPreparationTest {

  private static final Keyring RING = Keyring.SHARED;

  private static void assertRefused(
      LayerRole role, Map<ChannelOption<?>, Object> options, String... parts) {
    var e = assertThrows(IllegalArgumentException.class, () -> Keyring.prepare(role, options));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), () -> "no '" + part + "' in: " + e);
    }
  }

  @Test
  void aServerNeedsACertificate() {
    assertRefused(LayerRole.SERVER, Map.of(), "cert=FILE", "key=FILE");
  }

  @Test
  void aClientNeedsANameToVerify() {
    assertRefused(LayerRole.CLIENT, Map.of(), "server-name", "verify=off");
    assertDoesNotThrow(
        () -> Keyring.prepare(LayerRole.CLIENT, Keyring.options(TlsOptions.VERIFY, false)));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "tcp,//example.org:443,none,example.org",
        "tcp,//example.org.:443,none,example.org",
        "tcp,//[::1]:443,none,::1",
        "tcp,//example.org:443,other.org,other.org",
        "tcp,//:443,none,none",
        "unix,/run/x,none,none",
        "unix,/run/x,other.org,other.org",
        "vsock,//2:1024,none,none",
        "odd,//no port,none,none"
      })
  void theNameIsGivenOrTheHost(String scheme, String target, String given, String wanted) {
    Optional<PeerName> name =
        PeerName.of(Optional.ofNullable(given), Optional.of(new Endpoint(scheme, target)));
    assertEquals(Optional.ofNullable(wanted), name.map(PeerName::name));
  }

  @Test
  void onlyNamesAreSentAndNotNumericAddresses() {
    assertTrue(new PeerName("192.0.2.1", 1).isNumeric());
    assertTrue(new PeerName("::1", 1).isNumeric());
    assertTrue(!new PeerName("1.example", 1).isNumeric());
  }

  @Test
  void optionsThatExcludeEachOther() throws Exception {
    SSLContext context = SSLContext.getDefault();
    assertRefused(
        LayerRole.SERVER,
        Keyring.options(TlsOptions.SSL_CONTEXT, context, TlsOptions.CERT, RING.serverCert),
        "leave out cert");
    assertRefused(
        LayerRole.SERVER,
        Keyring.options(TlsOptions.SSL_CONTEXT, context, TlsOptions.TICKETS, false),
        "leave out tickets");
    assertRefused(
        LayerRole.CLIENT, RING.clientOptions(TlsOptions.KEY, RING.clientKey), "cert=FILE");
    assertRefused(LayerRole.CLIENT, RING.clientOptions(TlsOptions.VERIFY, false), "verify=off");
    assertRefused(
        LayerRole.SERVER,
        RING.serverOptions(TlsOptions.AUTHORIZE, "*", TlsOptions.CLIENT_AUTH, ClientAuth.WANT),
        "need");
  }

  @Test
  void unknownSuitesGroupsAndVersionsListWhatThereIs() {
    assertRefused(
        LayerRole.CLIENT,
        RING.clientOptions(TlsOptions.CIPHERS, "TLS_AES_128_GCM_SHA256,TLS_NONE"),
        "no TLS_NONE",
        "TLS_AES_256_GCM_SHA384");
    assertRefused(LayerRole.CLIENT, RING.clientOptions(TlsOptions.GROUPS, "x25518"), "x25519");
    assertRefused(
        LayerRole.CLIENT, RING.clientOptions(TlsOptions.MIN_VERSION, "1.1"), "1.2 or 1.3");
    assertRefused(LayerRole.CLIENT, RING.clientOptions(TlsOptions.CIPHERS, "a,,b"), "empty");
    assertRefused(LayerRole.CLIENT, RING.clientOptions(TlsOptions.ALPN, "x".repeat(256)), "255");
    assertRefused(
        LayerRole.CLIENT,
        RING.clientOptions(TlsOptions.HANDSHAKE_TIMEOUT, Duration.ZERO),
        "handshake-timeout");
    assertRefused(
        LayerRole.CLIENT, RING.clientOptions(TlsOptions.SERVER_NAME, "a b"), "server-name");
    assertRefused(LayerRole.SERVER, RING.serverOptions(TlsOptions.AUTHORIZE, ";"), "authorize");
  }

  @Test
  void aContextOfTheCallersOwnServes() throws Exception {
    Supplier<LayerRequest> request =
        () -> {
          try {
            return new LayerRequest(
                LayerRole.CLIENT,
                Optional.of(new Endpoint("tcp", "//localhost:1")),
                OptionValues.of(Keyring.options(TlsOptions.SSL_CONTEXT, Engines.context())));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    var below = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    try (TlsPair pair =
        TlsPair.over(below, new TlsLayerProvider().prepare(request.get()), RING.serverLayer())) {
      Handshakes.both(pair);
    }
  }

  @Test
  void theProviderIsTheOneOfTheLayer() {
    var provider = new TlsLayerProvider();
    assertEquals("tls", provider.name());
    assertEquals(TlsOptions.ALL, provider.options());
    assertTrue(provider.availability().isAvailable());
  }
}
