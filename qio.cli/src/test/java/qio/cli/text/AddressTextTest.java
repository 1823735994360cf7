package qio.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import qio.api.QioAddress;

class AddressTextTest {

  @Test
  void anyPathComesBackFromItsAddress() {
    Path path = Path.of("/tmp/100% of a&b=c?d#e+f größe/x y");
    QioAddress address = QioAddress.parse(AddressText.ofFile(path));
    assertEquals("file", address.endpoint().scheme());
    assertEquals(path.toString(), address.endpoint().target());
    assertEquals(0, address.parameters().size());
  }

  @Test
  void anyPathComesBackFromAnOptionsValue() {
    Path path = Path.of("/tmp/a&b=c%/x?y");
    QioAddress address = QioAddress.parse("tls+tcp://h:1?ca=" + AddressText.escaped(path) + "&x=1");
    assertEquals(path.toString(), address.parameters().get("ca"));
    assertEquals("1", address.parameters().get("x"));
  }
}
