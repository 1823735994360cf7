package qio.spi.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.api.spi.Endpoint;
import qio.posix.SocketName;

class AddressTextTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,        tcp://127.0.0.1:80",
    "0:0:0:0:0:0:0:0,  tcp://[::]:80",
    "0:0:0:0:0:0:0:1,  tcp://[::1]:80",
    "1:0:0:0:0:0:0:0,  tcp://[1::]:80",
    "2001:db8:0:0:1:0:0:1, tcp://[2001:db8::1:0:0:1]:80",
    "2001:db8:0:0:1:0:0:0, tcp://[2001:db8:0:0:1::]:80",
    "2001:db8:0:1:1:1:1:1, tcp://[2001:db8:0:1:1:1:1:1]:80",
    "2001:0db8:0:0:0:0:0:0AbC, tcp://[2001:db8::abc]:80",
    "0:0:1:0:0:0:0:0,  tcp://[0:0:1::]:80",
    "1:2:3:4:5:6:0:0,  tcp://[1:2:3:4:5:6::]:80"
  })
  void internetAddressesAreNumericAndShort(String host, String expected) throws Exception {
    var name = new SocketName.Inet(InetAddress.getByName(host), 80);
    assertEquals(Optional.of(expected), AddressText.of(name));
  }

  @Test
  void aScopeIsKeptAndEscaped() throws Exception {
    byte[] bytes = InetAddress.getByName("fe80::1").getAddress();
    InetAddress scoped = Inet6Address.getByAddress(null, bytes, 12345);
    assertEquals("tcp://[fe80::1%2512345]:1", AddressText.ofInet(scoped, 1));
    assertEquals("[fe80::1%12345]:1", AddressText.plain(new SocketName.Inet(scoped, 1)));
  }

  @Test
  void whatMeansSomethingInAnAddressIsEscapedInAPath() {
    assertEquals("unix:/a%3Fb%25c%23d%0Ae f", AddressText.ofPath("/a?b%c#d\ne f"));
    assertEquals("unix:/a%0Ab", AddressText.of(new Endpoint("unix", "/a\nb")));
  }

  @Test
  void abstractNamesBeginWithAnAt() {
    assertEquals(
        Optional.of("unix:@app%00x"), AddressText.of(SocketName.UnixAbstract.of("app\0x")));
  }

  @Test
  void thereIsNoAddressWithoutAName() {
    assertEquals(Optional.empty(), AddressText.of(new SocketName.UnixUnnamed()));
    assertEquals(Optional.empty(), AddressText.of(new SocketName.Other(40)));
  }
}
