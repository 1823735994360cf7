package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.ChannelOption;
import qio.api.channel.FilterChannel;
import qio.api.channel.QioChannel;
import qio.api.spi.Endpoint;
import qio.api.spi.Layer;
import qio.api.spi.LayerRequest;
import qio.api.spi.LayerRole;
import qio.api.spi.OptionValues;
import qio.tck.Rule;

/** What a channel tells of its handshake. */
@Rule("TLS-51")
class TlsSessionTest {

  private static final Keyring RING = Keyring.SHARED;

  private static TlsPair open(Layer client, Layer server) throws IOException {
    return TlsPair.over(PipeChannel.pair(Pipe.Manner.SOCKET, 1), client, server);
  }

  private static TlsSession of(QioChannel channel) {
    return channel.facts(TlsSession.class).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLSv1.2,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLSv1.3,TLS_AES_256_GCM_SHA384",
    "TLSv1.3,TLS_CHACHA20_POLY1305_SHA256"
  })
  void bothSidesTellTheVersionAndTheSuite(String version, String suite) throws Exception {
    SSLEngine engine = Engines.only(version).client();
    engine.setEnabledCipherSuites(new String[] {suite});
    try (TlsPair pair = open(Engines.layer(LayerRole.CLIENT, () -> engine), RING.serverLayer())) {
      Handshakes.both(pair);
      for (QioChannel side : List.of(pair.client(), pair.server())) {
        assertEquals(version, of(side).protocol());
        assertEquals(suite, of(side).cipherSuite());
        assertFalse(of(side).isResumed());
        assertEquals(version + " " + suite, of(side).toString());
      }
    }
  }

  @Test
  void eachSideTellsWhoIsThereAndWhatItHasShown() throws Exception {
    try (TlsPair pair =
        open(
            RING.clientLayer(TlsOptions.CERT, RING.clientCert, TlsOptions.KEY, RING.clientKey),
            RING.serverLayer(TlsOptions.CA, RING.ca, TlsOptions.CLIENT_AUTH, ClientAuth.NEED))) {
      Handshakes.both(pair);
      var client = List.of(RING.client.certificate());
      var server = List.of(RING.server.certificate());
      assertEquals(server, of(pair.client()).peerCertificates());
      assertEquals(client, of(pair.client()).localCertificates());
      assertEquals(client, of(pair.server()).peerCertificates());
      assertEquals(server, of(pair.server()).localCertificates());
    }
  }

  @Test
  void aPeerThatShowsNoCertificateHasNone() throws Exception {
    try (TlsPair pair = open(RING.clientLayer(), RING.serverLayer())) {
      Handshakes.both(pair);
      assertEquals(List.of(), of(pair.server()).peerCertificates());
      assertEquals(List.of(), of(pair.client()).localCertificates());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'h2,http/1.1','qio/1, http/1.1',http/1.1",
    "'h2,http/1.1','http/1.1,h2',http/1.1",
    "'qio/1',,",
    ",'qio/1',"
  })
  void bothSidesTellTheApplicationProtocol(String client, String server, String agreed)
      throws Exception {
    try (TlsPair pair =
        open(
            client == null ? RING.clientLayer() : RING.clientLayer(TlsOptions.ALPN, client),
            server == null ? RING.serverLayer() : RING.serverLayer(TlsOptions.ALPN, server))) {
      Handshakes.both(pair);
      assertEquals(Optional.ofNullable(agreed), of(pair.client()).applicationProtocol());
      assertEquals(Optional.ofNullable(agreed), of(pair.server()).applicationProtocol());
    }
  }

  @ParameterizedTest
  @CsvSource({"qemu.org,qemu.org", "127.0.0.1,"})
  void bothSidesTellTheNameThatTheClientHasAskedFor(String name, String sent) throws Exception {
    try (TlsPair pair = open(RING.clientLayer(TlsOptions.SERVER_NAME, name), RING.serverLayer())) {
      Handshakes.both(pair);
      assertEquals(Optional.ofNullable(sent), of(pair.client()).serverName());
      assertEquals(Optional.ofNullable(sent), of(pair.server()).serverName());
    }
  }

  @Test
  void nothingIsKnownBeforeTheHandshakeAndAllOfItAfterClose() throws Exception {
    TlsPair pair = open(RING.clientLayer(), RING.serverLayer());
    try (pair) {
      assertEquals(Optional.empty(), pair.client().facts(TlsSession.class));
      Handshakes.both(pair);
      assertEquals(Optional.empty(), pair.client().facts(String.class));
    }
    assertEquals("TLSv1.3", of(pair.client()).protocol());
    assertEquals("TLSv1.3", of(pair.server()).protocol());
  }

  @Test
  void aHandshakeThatFailedHasNoFacts() throws Exception {
    try (TlsPair pair =
        open(RING.clientLayer(TlsOptions.SERVER_NAME, "example.org"), RING.serverLayer())) {
      Work.ioFailure(() -> Handshakes.both(pair));
      assertEquals(Optional.empty(), pair.client().facts(TlsSession.class));
    }
  }

  // ---- sessions that go on ----

  private static Layer clientOf(String address) throws IOException {
    Map<ChannelOption<?>, Object> options = Keyring.options(TlsOptions.CA, RING.ca);
    return new TlsLayerProvider()
        .prepare(
            new LayerRequest(
                LayerRole.CLIENT,
                Optional.of(new Endpoint("tcp", address)),
                OptionValues.of(options)));
  }

  /** One that speaks TLS 1.2 at most, to one peer and always in the same context. */
  private static Layer oldClient() {
    SSLContext context = Engines.context();
    return Engines.layer(
        LayerRole.CLIENT,
        () -> {
          SSLEngine engine = context.createSSLEngine("localhost", 4433);
          engine.setUseClientMode(true);
          engine.setEnabledProtocols(new String[] {"TLSv1.2"});
          return engine;
        });
  }

  /** Whether each of three connections was resumed, as both sides tell. */
  private static List<Boolean> threeTimes(Layer client, Layer server) throws Exception {
    List<Boolean> resumed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      try (TlsPair pair = open(client, server)) {
        Handshakes.both(pair);
        pair.server().writeAll(ByteBuffer.allocate(1));
        pair.client().readAll(ByteBuffer.allocate(1)); // and with it the ticket
        assertEquals(of(pair.client()).isResumed(), of(pair.server()).isResumed());
        assertEquals(List.of(RING.server.certificate()), of(pair.client()).peerCertificates());
        resumed.add(of(pair.client()).isResumed());
        assertEquals(of(pair.client()).isResumed(), of(pair.client()).toString().contains("res"));
      }
    }
    return resumed;
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void theSecondConnectionResumesTheSessionOfTheFirst(String version) throws Exception {
    Layer client = version.equals("1.3") ? clientOf("//localhost:4433") : oldClient();
    assertEquals(List.of(false, true, true), threeTimes(client, RING.serverLayer()));
  }

  @Test
  void withoutTicketsNoSessionGoesOn() throws Exception {
    Layer server = RING.serverLayer(TlsOptions.TICKETS, false);
    assertEquals(List.of(false, false, false), threeTimes(clientOf("//localhost:4434"), server));
  }

  // ---- layers ----

  /** A layer that changes nothing. */
  private static final class Through extends FilterChannel {
    Through(QioChannel below) {
      super("through", below);
    }
  }

  @Test
  void aLayerAbovePassesTheQuestionOn() throws Exception {
    try (TlsPair pair = open(RING.clientLayer(), RING.serverLayer())) {
      Handshakes.both(pair);
      try (var above = new Through(new Through(pair.client()))) {
        assertEquals("TLSv1.3", of(above).protocol());
      }
    }
  }

  @Test
  void ofTwoTheOuterOneAnswersAndNotForTheInnerOne() throws Exception {
    try (TlsPair inner = open(Engines.only("TLSv1.2").clientLayer(), RING.serverLayer())) {
      Handshakes.both(inner);
      try (QioChannel client = RING.clientLayer().over(inner.client());
          QioChannel server = RING.serverLayer().over(inner.server())) {
        assertEquals(Optional.empty(), client.facts(TlsSession.class));
        var both = List.of(client.handshake(), server.handshake());
        for (var task : both) {
          task.await(Duration.ofSeconds(30));
        }
        assertEquals("TLSv1.3", of(client).protocol());
        assertEquals("TLSv1.2", of(inner.client()).protocol());
        assertTrue(of(server).protocol().equals("TLSv1.3"));
      }
    }
  }
}
