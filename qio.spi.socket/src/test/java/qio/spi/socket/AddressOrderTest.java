package qio.spi.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.posix.SocketName;
import qio.tck.Rule;

/** The families of a host's addresses take turns. */
class AddressOrderTest {

  @Rule("SOCK-22")
  @ParameterizedTest
  @CsvSource({
    "10.0.0.1 10.0.0.2 fd00::1 fd00::2, fd00::1 10.0.0.1 fd00::2 10.0.0.2",
    "10.0.0.1 10.0.0.2 10.0.0.3 fd00::1, fd00::1 10.0.0.1 10.0.0.2 10.0.0.3",
    "fd00::2 fd00::1 10.0.0.1, fd00::2 10.0.0.1 fd00::1",
    "10.0.0.1 10.0.0.1 fd00::1 10.0.0.2, fd00::1 10.0.0.1 10.0.0.2",
    "10.0.0.1, 10.0.0.1",
    "10.0.0.2 10.0.0.1, 10.0.0.2 10.0.0.1"
  })
  void ipv6ComesFirstAndThenInTurn(String found, String tried) throws Exception {
    assertEquals(places(tried), AddressOrder.of(places(found)));
  }

  @Rule("SOCK-22")
  @ParameterizedTest
  @CsvSource({"unix:/a"})
  void onePlaceStaysAsItIs(String path) {
    List<SocketName> one = List.of(SocketName.UnixPath.of(path.substring(5)));
    assertEquals(one, AddressOrder.of(one));
  }

  private static List<SocketName> places(String addresses) throws UnknownHostException {
    List<SocketName> places = new ArrayList<>();
    for (String each : addresses.split(" ")) {
      places.add(new SocketName.Inet(InetAddress.getByName(each), 80));
    }
    return places;
  }
}
