package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.api.channel.QioTask;
import qio.api.spi.Layer;
import qio.api.spi.LayerRole;
import qio.spi.tls.TestCertificates.Identity;
import qio.tck.Rule;

/** Which of many certificates a server shows, by the name that its client asks for. */
class ServerNameChoiceTest {

  private static final Keyring RING = Keyring.SHARED;

  private static final String[] BOTH = {"ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256"};
  private static final String[] ONLY_RSA = {"rsa_pss_rsae_sha256"};
  private static final String[] ONLY_EC = {"ecdsa_secp256r1_sha256"};

  @TempDir static Path dir;

  private static Layer server;

  @BeforeAll
  static void manyCertificates() throws Exception {
    save("a-wild", "EC", "*.example.org");
    save("b-one", "EC", "one.example.org");
    save("c-rsa", "RSA", "rsa.example.org");
    save("d-two", "RSA", "two.example.net");
    save("e-two", "EC", "two.example.net");
    save("f-many", "EC", "x.example.com", "y.example.com", "*.many.example.com");
    save("g-usual", "RSA", "localhost", "qemu.org"); // beside the usual one, which is EC
    save("h-again", "EC", "one.example.org"); // for a name that has one already
    server = RING.serverLayer(TlsOptions.CERT_DIR, dir);
  }

  private static void save(String file, String keys, String... names) throws IOException {
    Identity identity =
        TestCertificates.subject("C=UK,CN=" + file)
            .signedBy(RING.authority)
            .dns(names)
            .keys(keys)
            .make();
    identity.writeChain(dir.resolve(file + ".pem"));
    identity.writeKey(dir.resolve(file + ".key"));
  }

  /** The common name of the certificate that a client is shown. */
  private static String shown(Layer layer, String version, String name, String... schemes)
      throws Exception {
    SSLEngine engine = RawPeer.engine(LayerRole.CLIENT, version, null);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(name == null ? List.of() : List.of(new SNIHostName(name)));
    parameters.setSignatureSchemes(schemes);
    if (version.equals("TLSv1.2")) { // where the suite says which kind of key
      parameters.setCipherSuites(
          Stream.of(schemes)
              .map(scheme -> scheme.startsWith("rsa") ? "RSA" : "ECDSA")
              .map(kind -> "TLS_ECDHE_" + kind + "_WITH_AES_128_GCM_SHA256")
              .toArray(String[]::new));
    }
    engine.setSSLParameters(parameters);
    Layer client = Engines.layer(LayerRole.CLIENT, () -> engine);
    try (TlsPair pair = TlsPair.over(PipeChannel.pair(Pipe.Manner.SOCKET, 1), client, layer)) {
      Handshakes.both(pair);
    }
    var certificate = (X509Certificate) engine.getSession().getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().getName().replaceAll(",.*", "").substring(3);
  }

  @Rule("TLS-19")
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "one.example.org,b-one",
        "ONE.Example.Org,b-one",
        "other.example.org,a-wild",
        "a.b.example.org,localhost",
        "example.org,localhost",
        "rsa.example.org,c-rsa",
        "y.example.com,f-many",
        "z.many.example.com,f-many",
        "many.example.com,localhost",
        "localhost,localhost",
        "unknown.example,localhost",
        "org,localhost",
        "none,localhost"
      })
  void theNameIsWhatCounts(String asked, String shown) throws Exception {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      assertEquals(shown, shown(server, version, asked, BOTH), version);
    }
  }

  @Rule("TLS-19")
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "two.example.net,e-two,d-two",
        "localhost,localhost,g-usual",
        "none,localhost,g-usual",
        "unknown.example,localhost,g-usual"
      })
  void keysOfSeveralKindsStandBesideEachOther(String asked, String ec, String rsa)
      throws Exception {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      assertEquals(ec, shown(server, version, asked, ONLY_EC), version);
      assertEquals(rsa, shown(server, version, asked, ONLY_RSA), version);
    }
  }

  /** Rather none than one for another name, which its client would have to refuse. */
  @Rule("TLS-19")
  @Test
  void aKeyOfAnotherKindIsNotTakenFromAnotherName() {
    assertThrows(IOException.class, () -> shown(server, "TLSv1.3", "rsa.example.org", ONLY_EC));
  }

  @Rule("TLS-19")
  @Test
  void withoutCertTheFirstFileIsTheUsualOne() throws Exception {
    Layer alone = Keyring.prepare(LayerRole.SERVER, Keyring.options(TlsOptions.CERT_DIR, dir));
    assertEquals("a-wild", shown(alone, "TLSv1.3", null, BOTH));
    assertEquals("b-one", shown(alone, "TLSv1.3", "one.example.org", BOTH));
  }

  /** A client of ours, which verifies what it is shown by the name that it asked for. */
  @Rule("TLS-19")
  @ParameterizedTest
  @CsvSource({"one.example.org,true", "any.example.org,true", "a.b.example.org,false"})
  void ourClientAsksForTheNameThatItVerifies(String name, boolean accepted) throws Exception {
    Layer client = RING.clientLayer(TlsOptions.SERVER_NAME, name);
    try (TlsPair pair = TlsPair.over(PipeChannel.pair(Pipe.Manner.SOCKET, 1), client, server)) {
      QioTask<Void> clients = pair.client().handshake();
      pair.server().handshake();
      if (accepted) {
        clients.await(Duration.ofSeconds(30));
      } else {
        var e = assertThrows(IOException.class, () -> clients.await(Duration.ofSeconds(30)));
        assertInstanceOf(PeerCertificateException.class, e);
        assertTrue(e.getMessage().contains("localhost, qemu.org"), e::getMessage);
      }
    }
  }
}
