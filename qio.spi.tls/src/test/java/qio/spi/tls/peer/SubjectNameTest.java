package qio.spi.tls.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Subjects in the order of the certificate, and patterns for them. */
class SubjectNameTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "C=UK,CN=qemu|true",
        "C=UK,CN=dogfood|false",
        "C=UK,CN=qemustuff|false",
        "C=UK,CN=qemu*|true",
        "C=UK,CN=*emu*|true",
        "C=UK,CN=*emu|true",
        "*|true",
        "**|true",
        "C=U?,CN=q?mu|true",
        "C=UK,CN=q?u|false",
        "CN=qemu,C=UK|false",
        "C=UK,CN=QEMU|false",
        "CN=qemu|false",
        "C=UK,CN=qemu,*|false",
        "C=UK*mu*qemu|false",
      })
  void patterns(String pattern, boolean matches) {
    assertEquals(matches, Glob.matches(pattern, "C=UK,CN=qemu"));
  }

  @Test
  void theOrderIsThatOfTheCertificate() {
    assertEquals(
        "C=UK,O=Example,CN=host", SubjectName.of(new X500Principal("CN=host,O=Example,C=UK")));
  }

  @Test
  void aValueCannotPassForTheNextPart() {
    var sly = new X500Principal("CN=\"qemu,C=UK\",O=evil");
    assertEquals(
        "O=evil,CN=qemu\\,C\\=UK".replace("\\=", "="), SubjectName.of(sly).replace("\\=", "="));
    assertFalse(Glob.matches("O=evil,CN=qemu,C=UK", SubjectName.of(sly)));
    assertTrue(Glob.matches("O=evil,CN=qemu*", SubjectName.of(sly)));
  }

  @Test
  void manyStarsTakeNoTime() {
    String pattern = "*a".repeat(50) + "b";
    String subject = "a".repeat(5_000);
    long start = System.nanoTime();
    assertFalse(Glob.matches(pattern, subject));
    assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 5);
  }
}
