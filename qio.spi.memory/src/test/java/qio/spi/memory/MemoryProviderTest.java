package qio.spi.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.ChannelOption;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.tck.Bytes;
import qio.tck.Rule;

/** Addresses in memory. */
final class MemoryProviderTest {

  private final MemoryProvider provider = new MemoryProvider();

  private QioListener listen(String name, String... options) throws IOException {
    return provider.listen(new Endpoint("mem", name), values(options));
  }

  private QioChannel connect(String name, String... options) throws IOException {
    return provider.connect(new Endpoint("mem", name), values(options));
  }

  /** Options as an address would give them: name, text, name, text. */
  private OptionValues values(String... options) {
    Map<String, ChannelOption<?>> known =
        provider.options().stream().collect(Collectors.toMap(ChannelOption::name, o -> o));
    Map<ChannelOption<?>, Object> values = new java.util.HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      ChannelOption<?> option = known.get(options[i]);
      values.put(option, option.parse(options[i + 1]));
    }
    return OptionValues.of(values);
  }

  @Rule("MEM-2")
  @Test
  void aClientIsJoinedBeforeItIsAccepted() throws IOException {
    try (QioListener listener = listen("joined");
        QioChannel client = connect("joined")) {
      client.writeAll(Bytes.of("early"));
      try (QioChannel server = listener.accept()) {
        client.close();
        assertEquals("mem:joined", listener.localAddress());
        assertEquals(Optional.of("mem:joined"), server.localAddress());
        assertEquals(Optional.of("mem:joined"), client.remoteAddress());
        assertEquals("early", new String(server.asInputStream().readAllBytes()));
      }
    }
  }

  @Rule("MEM-2")
  @Test
  void theListenerDecidesAboutTheWindow() throws IOException {
    try (QioListener listener = listen("window", "window", "1KiB");
        QioChannel client = connect("window");
        QioChannel server = listener.accept()) {
      assertEquals(1024, Bytes.fillUp(client));
      assertEquals(1024, Bytes.fillUp(server));
    }
  }

  @Rule("MEM-3")
  @Test
  void aNameOnWhichNobodyListensRefuses() throws IOException {
    ConnectException refused = assertThrows(ConnectException.class, () -> connect("nobody"));
    assertTrue(refused.getMessage().startsWith("mem:nobody: connection refused"));
    listen("gone").close();
    assertThrows(ConnectException.class, () -> connect("gone"));
    listen("gone").close(); // and the name is free again
  }

  @Rule("MEM-3")
  @Test
  void otherNamesAreNotTold() throws IOException {
    try (QioListener other = listen("confidential")) {
      ConnectException refused = assertThrows(ConnectException.class, () -> connect("nobody"));
      assertFalse(refused.getMessage().contains("confidential"));
      assertTrue(other.isOpen());
    }
  }

  @Rule("MEM-4")
  @Test
  void aNameIsListenedOnOnce() throws IOException {
    try (QioListener first = listen("taken")) {
      BindException inUse = assertThrows(BindException.class, () -> listen("taken"));
      assertTrue(inUse.getMessage().startsWith("mem:taken: address in use"));
      try (QioChannel client = connect("taken");
          QioChannel server = first.accept()) {
        client.writeAll(Bytes.of("x"));
        assertEquals(1, server.read(java.nio.ByteBuffer.allocate(2)), "the first is unharmed");
      }
    }
  }

  @Rule("MEM-5")
  @Test
  void oneMoreThanTheBacklogHoldsIsRefusedAndRoomComesWithAnAccept() throws IOException {
    List<QioChannel> open = new ArrayList<>();
    try (QioListener listener = listen("backlog", "backlog", "2")) {
      open.add(connect("backlog"));
      open.add(connect("backlog"));
      ConnectException refused = assertThrows(ConnectException.class, () -> connect("backlog"));
      assertTrue(refused.getMessage().contains("2 clients wait"), refused::getMessage);
      open.add(listener.accept());
      open.add(connect("backlog"));
    } finally {
      for (QioChannel channel : open) {
        channel.close();
      }
    }
  }

  @Rule("MEM-6")
  @Test
  void everyConnectWithoutANameIsABufferOfItsOwn() throws IOException {
    try (QioChannel one = connect("", "limit", "1KiB");
        QioChannel other = connect("")) {
      one.writeAll(Bytes.of("abc"));
      assertEquals(QioChannel.EOF, other.pread(java.nio.ByteBuffer.allocate(1), 0));
      assertThrows(IOException.class, () -> one.writeAll(Bytes.stream(0, 1024)));
    }
  }

  @Rule("MEM-6")
  @ParameterizedTest
  @ValueSource(strings = {"//host", "/absolute", "a b", "a//b", "a/", "é", "a?b", "a\nb"})
  void aNameOfOtherCharactersIsRefusedEverywhere(String name) {
    assertThrows(InvalidAddressException.class, () -> connect(name));
    assertThrows(InvalidAddressException.class, () -> listen(name));
    Endpoint endpoint = new Endpoint("mem", name);
    InvalidAddressException refused =
        assertThrows(
            InvalidAddressException.class, () -> provider.check(endpoint, OptionValues.none()));
    assertTrue(refused.getMessage().contains("mem:NAME"), refused::getMessage);
  }

  @Rule("MEM-6")
  @Test
  void aNameHas200CharactersAtMost() throws IOException {
    listen("x".repeat(200)).close();
    assertThrows(InvalidAddressException.class, () -> listen("x".repeat(201)));
  }

  @Rule("MEM-6")
  @Test
  void anOptionThatDoesNotApplyIsRefusedAndNotIgnored() {
    assertThrows(InvalidAddressException.class, () -> connect("name", "window", "1KiB"));
    assertThrows(InvalidAddressException.class, () -> connect("name", "backlog", "1"));
    assertThrows(InvalidAddressException.class, () -> connect("name", "limit", "1"));
    assertThrows(InvalidAddressException.class, () -> listen("name", "limit", "1"));
    assertThrows(InvalidAddressException.class, () -> connect("", "window", "1KiB"));
    assertThrows(InvalidAddressException.class, () -> listen(""));
    assertThrows(IllegalArgumentException.class, () -> values("window", "0"));
    Endpoint nowhere = new Endpoint("null", "");
    assertThrows(
        InvalidAddressException.class, () -> provider.connect(nowhere, values("limit", "1")));
    assertThrows(
        InvalidAddressException.class,
        () -> provider.connect(new Endpoint("null", "x"), OptionValues.none()));
    assertThrows(IOException.class, () -> provider.listen(nowhere, OptionValues.none()));
  }
}
