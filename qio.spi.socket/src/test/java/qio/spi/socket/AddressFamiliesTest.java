package qio.spi.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.api.channel.ChannelOption;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.OptionValues;
import qio.posix.SocketName;
import qio.tck.Rule;

/** What {@code ipv4} and {@code ipv6} leave of the families. */
class AddressFamiliesTest {

  private static AddressFamilies of(@Nullable String four, @Nullable String six) {
    Map<ChannelOption<?>, Object> given = new HashMap<>();
    if (four != null) {
      given.put(SocketOptions.IPV4, four.equals("on"));
    }
    if (six != null) {
      given.put(SocketOptions.IPV6, six.equals("on"));
    }
    return AddressFamilies.of("tcp://:0", OptionValues.of(given));
  }

  @Rule("SOCK-23")
  @ParameterizedTest
  @CsvSource({
    ",,ANY",
    "on,,IPV4",
    "off,,IPV6",
    ",on,IPV6",
    ",off,IPV4",
    "on,off,IPV4",
    "off,on,IPV6",
    "on,on,BOTH"
  })
  void oneThatIsOnAloneExcludesTheOther(
      @Nullable String four, @Nullable String six, AddressFamilies left) {
    assertEquals(left, of(four, six));
  }

  @Rule("SOCK-23")
  @Test
  void noneIsAnError() {
    var failure = assertThrows(InvalidAddressException.class, () -> of("off", "off"));
    assertTrue(failure.getMessage().contains("leave no address"), failure::getMessage);
  }

  @Rule("SOCK-23")
  @Test
  void onlyPlacesOfTheFamilyAreLeft() throws Exception {
    SocketName four = new SocketName.Inet(InetAddress.getByName("10.0.0.1"), 1);
    SocketName six = new SocketName.Inet(InetAddress.getByName("fd00::1"), 1);
    SocketName every4 = new SocketName.Inet(InetAddress.getByName("0.0.0.0"), 1);
    SocketName every6 = new SocketName.Inet(InetAddress.getByName("::"), 1);
    List<SocketName> all = List.of(four, six, every6, every4);
    assertEquals(all, AddressFamilies.ANY.among("tcp:", all));
    assertEquals(List.of(four, six, every6), AddressFamilies.BOTH.among("tcp:", all));
    assertEquals(List.of(every4), AddressFamilies.BOTH.among("tcp:", List.of(every4)));
    assertEquals(List.of(four, every4), AddressFamilies.IPV4.among("tcp:", all));
    assertEquals(List.of(six, every6), AddressFamilies.IPV6.among("tcp:", all));
    var failure =
        assertThrows(
            UnknownHostException.class,
            () -> AddressFamilies.IPV6.among("tcp://10.0.0.1:1", List.of(four)));
    assertTrue(failure.getMessage().startsWith("tcp://10.0.0.1:1: "), failure::getMessage);
    assertTrue(failure.getMessage().contains("no IPv6 address"), failure::getMessage);
  }
}
