package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.ChannelFeature;
import qio.api.channel.ProviderUnavailableException;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.Rule;

/** Which engine serves a socket: its option, else the system property, else the best there is. */
class EngineChoiceTest {

  private static final String PROPERTY = "qio.socket.engine";

  private final String before = System.getProperty(PROPERTY);

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(PROPERTY);
    } else {
      System.setProperty(PROPERTY, before);
    }
  }

  private static boolean isNative(String address) throws IOException {
    try (QioListener listener = Qio.listen(address);
        QioChannel client = Qio.connect(listener.localAddress())) {
      boolean lends = listener.channel().descriptor().isPresent();
      assertEquals(
          lends,
          listener
              .accept(java.time.Duration.ofSeconds(10))
              .map(
                  each -> {
                    try (each) {
                      return each.hasFeature(ChannelFeature.READ_MSG_PEEK);
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  })
              .orElseThrow());
      assertTrue(client.isOpen());
      return lends;
    }
  }

  @Test
  void nativeIsTheBest() throws Exception {
    System.clearProperty(PROPERTY);
    assertTrue(isNative("tcp://127.0.0.1:0"));
  }

  @Test
  void thePropertyIsReadForEachSocket() throws Exception {
    System.setProperty(PROPERTY, "nio");
    assertEquals(false, isNative("tcp://127.0.0.1:0"));
    System.setProperty(PROPERTY, "native");
    assertTrue(isNative("tcp://127.0.0.1:0"));
  }

  @Test
  void theOptionIsStrongerThanTheProperty() throws Exception {
    System.setProperty(PROPERTY, "nio");
    assertTrue(isNative("tcp://127.0.0.1:0?engine=native"));
    System.setProperty(PROPERTY, "native");
    assertEquals(false, isNative("tcp://127.0.0.1:0?engine=nio"));
  }

  @Test
  void anUnknownEngineInThePropertyIsToldWithThoseThereAre() {
    System.setProperty(PROPERTY, "turbo");
    var failure =
        assertThrows(
            ProviderUnavailableException.class,
            () -> Qio.listen("tcp://127.0.0.1:0", QioOptions.none()));
    assertTrue(failure.getMessage().contains("native or nio, not turbo"), failure::getMessage);
    boolean told =
        Qio.providers().stream()
            .filter(each -> each.name().equals("socket"))
            .anyMatch(each -> each.availability().toString().contains("turbo"));
    assertTrue(told, "and the list of providers tells it");
  }

  @Rule("SOCK-18")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void abstractNamesNeedTheNativeEngine(boolean listening) {
    String address = "unix:@qio-none?engine=nio";
    IOException failure =
        assertThrows(
            IOException.class,
            () -> {
              AutoCloseable opened = listening ? Qio.listen(address) : Qio.connect(address);
              opened.close();
            });
    assertTrue(failure.getMessage().contains("unix:@qio-none"), failure::getMessage);
    assertTrue(failure.getMessage().contains("--enable-native-access"), failure::getMessage);
  }

  @Test
  void theEnginesSpeakToEachOther() throws Exception {
    for (SocketKind here : new SocketKind[] {SocketKind.NATIVE_UNIX, SocketKind.NIO_TCP}) {
      SocketKind there =
          here == SocketKind.NATIVE_UNIX ? SocketKind.NIO_UNIX : SocketKind.NATIVE_TCP;
      try (QioListener listener = here.listen();
          QioChannel client = there.connect(listener);
          QioChannel server = listener.accept()) {
        Bytes.send(client, "hello");
        assertEquals("hello", Bytes.receive(server, 5));
      }
    }
  }
}
