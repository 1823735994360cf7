package qio.spi.tls.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** T08, T09: who is allowed, by patterns over the subject in the order of the certificate. */
class SubjectPatternsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "C=UK,CN=qemu|true",
        "C=UK,CN=dogfood|false",
        "C=UK,CN=dogfood;C=UK,CN=qemu|true",
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
  void patterns(String patterns, boolean allowed) {
    assertEquals(allowed, SubjectPatterns.parse(patterns).allow("C=UK,CN=qemu"));
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
    assertEquals(false, SubjectPatterns.parse("O=evil,CN=qemu,C=UK").allow(SubjectName.of(sly)));
    assertEquals(true, SubjectPatterns.parse("O=evil,CN=qemu*").allow(SubjectName.of(sly)));
    var semicolon = new X500Principal("CN=\"a;b\"");
    assertEquals(true, SubjectPatterns.parse("CN=x;CN=a\\;b").allow(SubjectName.of(semicolon)));
  }

  @Test
  void manyStarsTakeNoTime() {
    String pattern = "*a".repeat(50) + "b";
    String subject = "a".repeat(5_000);
    long start = System.nanoTime();
    assertEquals(false, SubjectPatterns.parse(pattern).allow(subject));
    assertEquals(true, Duration.ofNanos(System.nanoTime() - start).toSeconds() < 5);
  }

  @Test
  void noPatternAtAllIsAMistake() {
    assertThrows(IllegalArgumentException.class, () -> SubjectPatterns.parse(";;"));
  }
}
