package qio.spi.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.Admission;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.tck.Rule;

/** What the variables of socket activation mean. */
@Rule("SOCK-32")
class SocketActivationTest {

  private static SocketActivation of(String count, String pid, String names) {
    return SocketActivation.of(
        Map.of("LISTEN_FDS", count, "LISTEN_PID", pid, "LISTEN_FDNAMES", names), 42);
  }

  @Test
  void descriptorsOfANameAreFoundInOrder() {
    SocketActivation found = of("4", "42", "web:admin:web:");
    assertEquals(List.of(3, 5), found.numbersOf("web"));
    assertEquals(List.of(4), found.numbersOf("admin"));
    assertEquals(List.of(6), found.numbersOf("unknown"), "one without a name");
    assertEquals(List.of(), found.numbersOf("ftp"));
    assertTrue(found.whyNot("ftp").contains("web, admin, web"));
  }

  @Test
  void moreNamesThanDescriptorsMeanNothing() {
    assertEquals(List.of(), of("1", "42", "a:b").numbersOf("b"));
    assertEquals(
        List.of(3),
        SocketActivation.of(Map.of("LISTEN_FDS", "1", "LISTEN_PID", "42"), 42)
            .numbersOf("unknown"));
  }

  @Test
  void thoseOfAnotherProcessAreIgnored() {
    SocketActivation foreign = of("1", "41", "web");
    assertEquals(List.of(), foreign.numbersOf("web"));
    assertTrue(foreign.whyNot("web").contains("LISTEN_PID is 41 and this process is 42"));
    SocketActivation nobodys = SocketActivation.of(Map.of("LISTEN_FDS", "1"), 42);
    assertTrue(nobodys.whyNot("web").contains("LISTEN_PID is not set"));
    assertTrue(SocketActivation.of(Map.of(), 42).whyNot("web").contains("LISTEN_FDS is not set"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "99999", "1000000", "9\n"})
  void aCountThatIsNoneIsIgnored(String count) {
    SocketActivation found = of(count, "42", "web");
    assertEquals(List.of(), found.numbersOf("web"));
    assertTrue(found.whyNot("web").startsWith("LISTEN_FDS is no number"));
    assertEquals(1, found.whyNot("web").lines().count());
  }

  @Rule("SOCK-29")
  @ParameterizedTest
  @ValueSource(strings = {"", "0", "1", "2", "//3", "a:b", "-1/", "9999999999"})
  void whatIsNeitherANumberFromThreeUpNorANameIsRefused(String target) {
    assertThrows(
        InvalidAddressException.class, () -> InheritedTarget.of(new Endpoint("fd", target)));
  }

  @Rule("SOCK-29")
  @Test
  void optionsThatMeanNothingAreRefused() {
    InheritedTarget target = InheritedTarget.of(new Endpoint("fd", "3"));
    OptionValues limit = OptionValues.of(Map.of(Admission.MAX_CONNECTIONS, 5));
    target.check(limit, true);
    assertThrows(InvalidAddressException.class, () -> target.check(limit, false));
    OptionValues engine = OptionValues.of(Map.of(SocketOptions.ENGINE, EngineKind.NIO));
    assertThrows(InvalidAddressException.class, () -> target.check(engine, true));
  }
}
