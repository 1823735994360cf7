package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.spi.tls.TestCertificates.Identity;
import qio.spi.tls.peer.Fingerprint;
import qio.spi.tls.peer.PeerRules;
import qio.tck.Rule;

/** The rules of the option {@code authorize}, on one certificate that has names of every kind. */
class PeerRulesTest {

  private static final Identity PEER =
      TestCertificates.subject("C=UK,CN=qemu")
          .dns("One.Example.org", "two.example.org")
          .ip("192.0.2.1", "2001:db8::1")
          .uri("spiffe://example.org/web/one")
          .email("Root@example.org")
          .make();

  @Rule("TLS-21")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "C=UK,CN=qemu|true",
        "C=UK,CN=dogfood|false",
        "C=UK,CN=dogfood;C=UK,CN=qemu|true",
        "C=UK,CN=dogfood;san:dns=two.example.org|true",
        "san:dns=one.example.org|true",
        "san:dns=ONE.example.ORG|true",
        "san:dns=*.example.org|true",
        "san:dns=example.org|false",
        "san:dns=three.example.org|false",
        "san:ip=192.0.2.1|true",
        "san:ip=192.0.2.*|true",
        "san:ip=198.51.100.1|false",
        "san:email=root@example.org|true",
        "san:email=*@example.com|false",
        "san:uri=spiffe://*|true",
        "san:uri=SPIFFE://*|false",
        "san:uri=one.example.org|false",
        "spiffe://example.org/web/one|true",
        "spiffe://example.org/web/*|true",
        "spiffe://example.org/web|false",
        "spiffe://example.com/web/one|false",
      })
  void oneMustMatch(String rules, boolean allowed) {
    assertEquals(allowed, PeerRules.parse(rules).allow(PEER.certificate()));
  }

  @Rule("TLS-21")
  @Test
  void aFingerprintMeansOneCertificate() {
    String digits = Fingerprint.of(PEER.certificate());
    String colons = digits.toUpperCase(Locale.ROOT).replaceAll("(..)(?!$)", "$1:");
    assertTrue(PeerRules.parse("sha256:" + digits).allow(PEER.certificate()));
    assertTrue(PeerRules.parse("CN=x;sha256:" + colons).allow(PEER.certificate()));
    assertFalse(PeerRules.parse("sha256:" + digits).allow(Keyring.SHARED.client.certificate()));
  }

  /** Two URIs could be anybody's two identities. */
  @Rule("TLS-21")
  @Test
  void aSpiffeIdentityIsTheOnlyUri() {
    Identity two =
        TestCertificates.subject("CN=x").uri("spiffe://example.org/a", "https://b.example").make();
    assertFalse(PeerRules.parse("spiffe://example.org/a").allow(two.certificate()));
    assertTrue(PeerRules.parse("san:uri=https://b.*").allow(two.certificate()));
  }

  @Rule("TLS-21")
  @Test
  void aCertificateWithoutNamesHasNone() {
    Identity bare = TestCertificates.subject("CN=two.example.org").make();
    assertFalse(
        PeerRules.parse("san:dns=*;san:ip=*;san:uri=*;san:email=*;spiffe://example.org/*")
            .allow(bare.certificate()));
    assertTrue(PeerRules.parse("CN=two*").allow(bare.certificate()));
  }

  @Rule("TLS-21")
  @Test
  void aSemicolonInARuleIsEscaped() {
    Identity odd = TestCertificates.subject("CN=a\\;b").make();
    assertTrue(PeerRules.parse("CN=x;CN=a\\;b").allow(odd.certificate()));
    assertFalse(PeerRules.parse("CN=x;CN=a;b").allow(odd.certificate()));
  }

  @Rule("TLS-21")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ";;|names nobody",
        "san:dns|san:dns=NAME",
        "san:dns=|san:dns=NAME",
        "san:host=x|san:dns, san:ip",
        "dns:x|san:, spiffe://",
        "spiffe://*/web|path only",
        "spiffe://example.org/|DOMAIN/PATH",
        "spiffe:example.org/x|DOMAIN/PATH",
        "sha256:1234|64",
        "sha1:1234|sha256:",
      })
  void whatCannotBeUnderstoodAllowsNobodyByMistake(String rules, String told) {
    var e = assertThrows(IllegalArgumentException.class, () -> PeerRules.parse(rules));
    assertTrue(e.getMessage().contains(told), e::getMessage);
    assertTrue(e.getMessage().contains("option authorize"), e::getMessage);
  }
}
