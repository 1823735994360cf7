package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLKeyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.spi.LayerRole;
import qio.spi.tls.TestCertificates.Identity;
import qio.spi.tls.credential.CertificateChecks.Purpose;
import qio.spi.tls.credential.CredentialDirectory;
import qio.spi.tls.credential.CredentialStore;
import qio.spi.tls.credential.Secret;
import qio.tck.Rule;

/** A directory of certificates in every form, and every mistake with it. */
class CredentialDirectoryTest {

  private static final Keyring RING = Keyring.SHARED;
  private static final String PASSWORD = "correct horse";

  @TempDir Path dir;

  private static Identity server(String name) {
    return TestCertificates.server(RING.authority, name).make();
  }

  private List<String> read() throws IOException {
    try (Secret password = Secret.of(PASSWORD)) {
      return new CredentialDirectory("cert-dir", dir)
          .read(password, Purpose.SERVER, false).stream()
              .map(CredentialStore.Named::credential)
              .map(own -> own.certificate().getSubjectX500Principal().getName())
              .map(subject -> subject.replaceAll(",.*", "").substring(3))
              .toList();
    }
  }

  private IOException refusal(String... parts) throws Exception {
    IOException e =
        Work.ioFailure(
            () -> Keyring.prepare(LayerRole.SERVER, Keyring.options(TlsOptions.CERT_DIR, dir)));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), () -> "no '" + part + "' in: " + e);
    }
    return e;
  }

  @Rule("TLS-19")
  @Test
  void everyFormIsReadInTheOrderOfNames() throws Exception {
    Identity one = server("one");
    one.writeChain(dir.resolve("1.pem"));
    one.writeKey(dir.resolve("1.key"));
    Identity two = server("two");
    Path both = two.writeChain(dir.resolve("2.crt"));
    Files.writeString(both, Files.readString(both) + TestCertificates.pkcs8Text(two.key()));
    server("three").writePkcs12(dir.resolve("3.p12"), PASSWORD);
    server("four").writePkcs12(dir.resolve("4.pfx"), PASSWORD);
    Path live = Files.createDirectory(dir.resolve("5.example.org"));
    Identity five = server("five");
    five.writeChain(live.resolve("fullchain.pem"));
    five.writeKey(live.resolve("privkey.pem"));
    five.writeCertificate(live.resolve("cert.pem"));
    // what is something else
    Files.writeString(dir.resolve("README"), "not a certificate", StandardCharsets.US_ASCII);
    Files.createDirectory(dir.resolve("empty.pem"));
    server("nobody").writeKey(dir.resolve("alone.key"));
    assertEquals(List.of("one", "two", "three", "four", "five"), read());
  }

  @Rule("TLS-19")
  @Test
  void anEmptyDirectoryIsRefused() throws Exception {
    assertInstanceOf(
        SSLKeyException.class, refusal("cert-dir=" + dir, "holds no certificate", "fullchain.pem"));
  }

  @Rule("TLS-19")
  @Test
  void whatIsNoDirectoryIsRefused() throws Exception {
    Path file = Files.createFile(dir.resolve("file"));
    dir = file;
    refusal("cert-dir=" + file, "is no directory", "with cert");
    dir = file.resolveSibling("missing");
    assertInstanceOf(NoSuchFileException.class, refusal("cert-dir=" + dir));
  }

  @Rule("TLS-19")
  @Test
  void oneBadFileIsNamedAndSpoilsAll() throws Exception {
    Identity good = server("good");
    good.writeChain(dir.resolve("a.pem"));
    good.writeKey(dir.resolve("a.key"));
    server("bad").writeChain(dir.resolve("b.pem"));
    server("other").writeKey(dir.resolve("b.key"));
    refusal("cert-dir=" + dir.resolve("b.key"), "does not fit", dir.resolve("b.pem").toString());
    Files.delete(dir.resolve("b.key"));
    refusal("cert-dir=" + dir.resolve("b.pem"), "no private key");
    Identity old = TestCertificates.server(RING.authority, "old").expired().make();
    old.writeChain(dir.resolve("b.pem"));
    old.writeKey(dir.resolve("b.key"));
    refusal("cert-dir=" + dir.resolve("b.pem"), "expired");
  }

  @Rule("TLS-19")
  @Test
  void oneThatNobodyCouldAskForIsRefused() throws Exception {
    Identity good = server("good");
    good.writeChain(dir.resolve("a.pem"));
    good.writeKey(dir.resolve("a.key"));
    Identity nameless =
        TestCertificates.subject("C=UK,CN=host").signedBy(RING.authority).ip("192.0.2.1").make();
    nameless.writeChain(dir.resolve("b.pem"));
    nameless.writeKey(dir.resolve("b.key"));
    refusal("cert-dir=" + dir.resolve("b.pem"), "no DNS name", "with cert");
  }

  @Rule("TLS-19")
  @Test
  void itIsOnlyForServersAndNotBesideAContext() throws Exception {
    var client =
        assertThrows(
            IllegalArgumentException.class, () -> RING.clientLayer(TlsOptions.CERT_DIR, dir));
    assertTrue(client.getMessage().contains("for servers"), client::getMessage);
    var context =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Keyring.prepare(
                    LayerRole.SERVER,
                    Keyring.options(
                        TlsOptions.CERT_DIR, dir, TlsOptions.SSL_CONTEXT, Engines.context())));
    assertTrue(context.getMessage().contains("leave out cert-dir"), context::getMessage);
  }
}
