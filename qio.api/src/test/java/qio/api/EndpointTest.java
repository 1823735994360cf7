package qio.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.Endpoint;
import qio.api.spi.HostPort;

/** Hosts and ports of addresses. */
class EndpointTest {

  private static Endpoint endpoint(String address) {
    return QioAddress.parse(address).endpoint();
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://host:80, host, 80",
    "tcp://example.org:65535, example.org, 65535",
    "tcp://127.0.0.1:0, 127.0.0.1, 0",
    "tcp://:8080, '', 8080",
    "tcp://host:0080, host, 80",
    "tcp://[::1]:443, ::1, 443",
    "tcp://[fe80::1%25eth0]:22, fe80::1%eth0, 22",
    "tcp://[::]:0, ::, 0",
    "vsock://2:1024, 2, 1024"
  })
  void hostAndPortAreRead(String address, String host, int port) {
    assertEquals(new HostPort(host, port), endpoint(address).hostPort());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tcp:host:80       | tcp:host:80: is written tcp://host:port
          tcp:/host:80      | tcp:/host:80: is written tcp://host:port
          tcp:              | tcp:: is written tcp://host:port
          tcp://            | tcp://: no port; write tcp://host:port
          tcp://host        | tcp://host: no port; write tcp://host:port
          tcp://[::1]       | tcp://[::1]: no port; write tcp://host:port
          tcp://[::1]80     | tcp://[::1]80: no port; write tcp://host:port
          tcp://host:       | tcp://host:: a port is a number from 0 to 65535, not ``
          tcp://host:http   | tcp://host:http: a port is a number from 0 to 65535, not `http`
          tcp://host:-1     | tcp://host:-1: a port is a number from 0 to 65535, not `-1`
          tcp://host:+1     | tcp://host:+1: a port is a number from 0 to 65535, not `+1`
          tcp://host:80/    | tcp://host:80/: a port is a number from 0 to 65535, not `80/`
          tcp://host:٣      | tcp://host:٣: a port is a number from 0 to 65535, not `٣`
          tcp://host:65536  | tcp://host:65536: a port is from 0 to 65535, not 65536
          tcp://h:4294967376 | tcp://h:4294967376: a port is a number from 0 to 65535, not `4294967376`
          tcp://::1:80      | tcp://::1:80: an IPv6 address is written in brackets: [::1]
          tcp://a/b:80      | tcp://a/b:80: a host has no / and no @; write tcp://host:port
          tcp://u:p@h:80    | tcp://u:p@h:80: an IPv6 address is written in brackets: [u:p@h]
          tcp://u@h:80      | tcp://u@h:80: a host has no / and no @; write tcp://host:port
          tcp://a b:80      | tcp://a b:80: a host has no blanks, brackets or control characters
          tcp://a%0Ab:80    | tcp://a%0Ab:80: a host has no blanks, brackets or control characters
          tcp://a]b:80      | tcp://a]b:80: a host has no blanks, brackets or control characters
          tcp://[]:80       | tcp://[]:80: brackets hold an IPv6 address, such as [::1]
          tcp://[host]:80   | tcp://[host]:80: brackets hold an IPv6 address, such as [::1]
          tcp://[[::1]]:80  | tcp://[[::1]]:80: brackets hold an IPv6 address, such as [::1]
          """)
  void whatIsNoHostAndPortIsRefused(String address, String message) {
    var refused = assertThrows(InvalidAddressException.class, () -> endpoint(address).hostPort());
    assertEquals(message.replace('`', '\''), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536, Integer.MAX_VALUE})
  void aPortOutOfRangeIsNoPort(int port) {
    var refused = assertThrows(IllegalArgumentException.class, () -> new HostPort("h", port));
    assertEquals("a port is from 0 to 65535, not " + port, refused.getMessage());
  }

  @Test
  void hostAndPortAreWrittenAsInAnAddress() {
    assertEquals("host:80", new HostPort("host", 80).toString());
    assertEquals("[::1]:80", new HostPort("::1", 80).toString());
    assertEquals(":0", new HostPort("", 0).toString());
  }

  @Test
  void nothingMayBeMissing() {
    assertThrows(NullPointerException.class, () -> new Endpoint("tcp", null));
    assertThrows(NullPointerException.class, () -> new Endpoint(null, "x"));
  }
}
