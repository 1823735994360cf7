package qio.spi.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.Endpoint;

class StreamTargetTest {

  private static StreamTarget of(String scheme, String target) {
    return StreamTarget.of(new Endpoint(scheme, target));
  }

  @Test
  void noHostListensOnIpv6AndElseOnIpv4() throws Exception {
    List<String> places = of("tcp", "//:80").toListen().stream().map(AddressText::plain).toList();
    assertEquals(List.of("[::]:80", "0.0.0.0:80"), places);
  }

  @Test
  void numbersAreNotLookedUp() throws Exception {
    assertEquals("192.0.2.7:80", AddressText.plain(of("tcp", "//192.0.2.7:80").toConnect().get(0)));
    assertEquals("[::1]:80", AddressText.plain(of("tcp", "//[::1]:80").toConnect().get(0)));
  }

  @Test
  void pathsAndAbstractNamesAreToldApart() {
    assertInstanceOf(StreamTarget.UnixPath.class, of("unix", "/@file"));
    assertInstanceOf(StreamTarget.UnixAbstract.class, of("unix", "@name"));
    assertInstanceOf(StreamTarget.UnixPath.class, of("unix", "///run/x"));
  }

  @Test
  void lengthsAreThoseOfBytes() {
    of("unix", "/" + "x".repeat(106));
    assertThrows(InvalidAddressException.class, () -> of("unix", "/" + "x".repeat(107)));
    of("unix", "@" + "x".repeat(107));
    assertThrows(InvalidAddressException.class, () -> of("unix", "@" + "x".repeat(108)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "./x", "//host/x", "@", "/a\0b"})
  void whatIsNoSocketAddressIsRefused(String target) {
    assertThrows(InvalidAddressException.class, () -> of("unix", target));
  }

  @Test
  void schemesOfOthersAreRefused() {
    assertThrows(InvalidAddressException.class, () -> of("udp", "//127.0.0.1:1"));
  }
}
