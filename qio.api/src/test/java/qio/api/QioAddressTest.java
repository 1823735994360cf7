package qio.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.Endpoint;

/** How addresses are read, and what is said of those that cannot be. */
class QioAddressTest {

  @ParameterizedTest
  @CsvSource({
    "tcp://host:80, '', tcp, //host:80",
    "tcp://:0, '', tcp, //:0",
    "tcp://[::1]:443, '', tcp, //[::1]:443",
    "unix:/run/app.sock, '', unix, /run/app.sock",
    "unix:@abstract, '', unix, @abstract",
    "vsock://2:1024, '', vsock, //2:1024",
    "udp://host:53, '', udp, //host:53",
    "unixgram:/dev/log, '', unixgram, /dev/log",
    "fd:3, '', fd, 3",
    "file:/var/lib/disk.img, '', file, /var/lib/disk.img",
    "file:relative, '', file, relative",
    "stdio:, '', stdio, ''",
    "exec:cat -n, '', exec, cat -n",
    "mem:name, '', mem, name",
    "null:, '', 'null', ''",
    "tls+tcp://h:1, tls, tcp, //h:1",
    "tls+unix:/path, tls, unix, /path",
    "ws+tls+tcp://h:1, ws+tls, tcp, //h:1",
    "ws+tls+unix:/p, ws+tls, unix, /p",
    "a-1+b2+my-scheme:x:y:z, a-1+b2, my-scheme, x:y:z",
    "tls://h:1, tls, tcp, //h:1",
    "ws://h:1, ws, tcp, //h:1",
    "wss://h:1, ws+tls, tcp, //h:1",
    "ws+tls://h:1, ws+tls, tcp, //h:1",
    "log+wss://h:1, log+ws+tls, tcp, //h:1",
    "TLS+TCP://Host:80, tls, tcp, //Host:80",
    "WSS://h:1, ws+tls, tcp, //h:1",
    "UNIX:/Run/App, '', unix, /Run/App"
  })
  void everyFormIsRead(String text, String layers, String scheme, String target) {
    QioAddress address = QioAddress.parse(text);

    assertEquals(layers.isEmpty() ? List.of() : List.of(layers.split("\\+")), address.layers());
    assertEquals(new Endpoint(scheme, target), address.endpoint());
    assertEquals(Map.of(), address.parameters());
  }

  @ParameterizedTest
  @CsvSource({
    "ws://h:1/, //h:1, /",
    "ws://h:1/a/b%3Fc=d, //h:1, /a/b?c=d",
    "ws+tls+tcp://[::1]:1/a%20b, //[::1]:1, /a b",
    "tls+ws+tcp://h:1/x, //h:1, /x",
    "ws://h, //h:80, ''",
    "wss://h/chat, //h:443, /chat",
    "WSS://[::1]/chat, //[::1]:443, /chat",
    "ws://h:1?path=/x, //h:1, /x",
    "ws+unix://run/app, //run/app, ''",
    "tcp://h:1/x, //h:1/x, ''",
    "tls://h, //h, ''"
  })
  void aPathBehindTheHostIsAnOptionOfWebSocketWhosePortIsThatOfTheWeb(
      String text, String target, String path) {
    QioAddress address = QioAddress.parse(text);

    assertEquals(target, address.endpoint().target());
    assertEquals(path.isEmpty() ? Map.of() : Map.of("path", path), address.parameters());
  }

  @Test
  void aPathThatIsGivenTwiceIsRefused() {
    InvalidAddressException twice =
        assertThrows(InvalidAddressException.class, () -> QioAddress.parse("ws://h:1/x?path=/x"));
    assertTrue(String.valueOf(twice.getMessage()).contains("twice"));
  }

  @Test
  void optionsAreReadInOrder() {
    QioAddress address = QioAddress.parse("tls+tcp://h:1?verify=off&alpn=h2,http/1.1&b=&c=x=y?z");

    assertEquals(
        List.of("verify=off", "alpn=h2,http/1.1", "b=", "c=x=y?z"),
        address.parameters().entrySet().stream().map(Object::toString).toList());
    assertEquals("//h:1", address.endpoint().target());
  }

  @ParameterizedTest
  @CsvSource({
    "unix:/a%20b, /a b",
    "unix:/a%3Fb, /a?b",
    "unix:/100%25, /100%",
    "unix:/a%2fB%2F, /a/B/",
    "unix:/%C3%A4%E2%82%AC, /ä€",
    "unix:/ä€, /ä€",
    "unix:/%F0%9F%98%80, /😀",
    "unix:/ä%C3%A4, /ää",
    "unix:/a+b&c=d#e, /a+b&c=d#e",
    "unix:/a b, /a b"
  })
  void percentSignsStandForBytesOfUtf8(String text, String target) {
    assertEquals(target, QioAddress.parse(text).endpoint().target());
  }

  @Test
  void optionValuesAreDecodedAfterTheyAreTakenApart() {
    assertEquals(
        Map.of("a", "1&b=2", "c", "50% é"),
        QioAddress.parse("null:?a=1%26b=2&c=50%25 %C3%A9").parameters());
    assertEquals(Map.of(), QioAddress.parse("null:?").parameters());
  }

  static List<Arguments> badAddresses() {
    String scheme =
        "no scheme; an address is written like tcp://host:port, unix:/path or file:/path";
    String percent = "a % is followed by two hexadecimal digits; % itself is %25";
    String options = "options are written name=value, joined by &; one here has no name or no =";
    String letters = " is no scheme or layer; they are letters, digits and hyphens";
    return List.of(
        Arguments.of("", "'': " + scheme),
        Arguments.of("host", "host: " + scheme),
        Arguments.of(":80", ":80: " + scheme),
        Arguments.of("/path", "/path: " + scheme),
        Arguments.of("?a=b:c", "'': " + scheme),
        Arguments.of("+tcp://h:1", "+tcp://h:1: ''" + letters),
        Arguments.of("tls++tcp://h:1", "tls++tcp://h:1: ''" + letters),
        Arguments.of("tls+://h:1", "tls+://h:1: ''" + letters),
        Arguments.of("1st://h:1", "1st://h:1: '1st'" + letters),
        Arguments.of("my_scheme:x", "my_scheme:x: 'my_scheme'" + letters),
        Arguments.of("tls tcp://h:1", "tls tcp://h:1: 'tls tcp'" + letters),
        Arguments.of("täls://h:1", "täls://h:1: 'täls'" + letters),
        Arguments.of("unix:/a%", "unix:/a%: " + percent),
        Arguments.of("unix:/a%2", "unix:/a%2: " + percent),
        Arguments.of("unix:/a%zz", "unix:/a%zz: " + percent),
        Arguments.of("unix:/a%-1", "unix:/a%-1: " + percent),
        Arguments.of("unix:/a%ä4", "unix:/a%ä4: " + percent),
        Arguments.of("unix:/a?b=%4", "unix:/a: " + percent),
        Arguments.of("unix:/%FF", "unix:/%FF: the bytes written with % are no UTF-8"),
        Arguments.of("unix:/%C3", "unix:/%C3: the bytes written with % are no UTF-8"),
        Arguments.of("unix:/a%00b", "unix:/a%00b: an address has no NUL byte"),
        Arguments.of("unix:/a\0b", "unix:/a?b: an address has no NUL byte"),
        Arguments.of(
            "unix:/a\ud800b", "unix:/a\ud800b: it holds half of a character (a lone surrogate)"),
        Arguments.of("unix:/a?b", "unix:/a: " + options),
        Arguments.of("unix:/a?=b", "unix:/a: " + options),
        Arguments.of("unix:/a?b=c&", "unix:/a: " + options),
        Arguments.of("unix:/a?&b=c", "unix:/a: " + options),
        Arguments.of("unix:/a?b=1&c=2&b=3", "unix:/a: option b is given twice"));
  }

  @ParameterizedTest
  @MethodSource("badAddresses")
  void aBadAddressIsRefusedWithWhatWouldBeRight(String text, String message) {
    var refused = assertThrows(InvalidAddressException.class, () -> QioAddress.parse(text));
    assertEquals(message, refused.getMessage());
  }

  @Test
  void anAddressOfSeveralLinesIsRefusedOnOne() {
    String evil = "no such\nscheme\r\u001b[31m:x\u0007";
    var refused = assertThrows(InvalidAddressException.class, () -> QioAddress.parse(evil));
    assertTrue(refused.getMessage().chars().noneMatch(Character::isISOControl));
  }

  @Test
  void theTextOfAnAddressHidesItsOptions() {
    assertEquals(
        "tls+tcp://h:1", QioAddress.parse("tls://h:1?key-password=secret&verify=off").toString());
  }

  @Test
  void theTextOfAnAddressIsOneLine() {
    assertEquals(
        "unix:/a%0Ab%1B%7F%C2%85 ä", QioAddress.parse("unix:/a\nb\u001b\u007f\u0085 ä").toString());
  }

  @Test
  void theTextOfAnAddressIsRecognisedAgain() {
    for (String text : List.of("unix:/a%3Fb%25c", "tls+unix:/100%25", "null:", "unix:/a%0Ab")) {
      assertEquals(text, QioAddress.parse(text).toString());
    }
  }

  @Test
  void anAddressDoesNotChangeWithTheCollectionsItWasMadeOf() {
    List<String> layers = new ArrayList<>(List.of("tls"));
    Map<String, String> parameters = new HashMap<>(Map.of("a", "b"));
    var address = new QioAddress(layers, new Endpoint("null", ""), parameters);
    layers.clear();
    parameters.clear();

    assertEquals(List.of("tls"), address.layers());
    assertEquals(Map.of("a", "b"), address.parameters());
    assertThrows(UnsupportedOperationException.class, () -> address.layers().clear());
    assertThrows(UnsupportedOperationException.class, () -> address.parameters().clear());
  }

  @Test
  void equalAddressesAreEqual() {
    assertEquals(QioAddress.parse("tls://h:1?a=b"), QioAddress.parse("TLS+tcp://h:1?a=%62"));
    assertFalse(QioAddress.parse("tls://h:1").equals(QioAddress.parse("tcp://h:1")));
  }

  /** Any address that a generator can think of is read back as what it was written from. */
  @Test
  void whatIsWrittenIsReadBack() {
    var generator = AddressGenerator.seeded();
    for (int i = 0; i < 5_000; i++) {
      QioAddress address = generator.address();
      String text = generator.written(address);

      QioAddress read = QioAddress.parse(text);
      assertEquals(address, read, () -> generator + " wrote " + text);
      assertEquals(
          new LinkedHashMap<>(address.parameters()).toString(), read.parameters().toString());
      QioAddress shown = QioAddress.parse(read.toString());
      assertEquals(address.layers(), shown.layers(), generator::toString);
      assertEquals(address.endpoint(), shown.endpoint(), generator::toString);
      assertTrue(shown.parameters().isEmpty(), generator::toString);
    }
  }

  /** Whatever text there is, it is read, or refused in the one way that is promised. */
  @Test
  void noTextBreaksTheReader() {
    var generator = AddressGenerator.seeded();
    for (int i = 0; i < 20_000; i++) {
      String text = generator.nonsense();
      try {
        QioAddress read = QioAddress.parse(text);
        assertEquals(read.endpoint(), QioAddress.parse(read.toString()).endpoint());
      } catch (InvalidAddressException e) {
        assertTrue(
            e.getMessage().chars().noneMatch(Character::isISOControl),
            () -> generator + " thought of " + text);
      }
    }
  }
}
