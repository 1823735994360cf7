package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.ChannelFeature;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.Rule;

/** Who is where (S05, S19, S35), and what each end can do (S06–S08). */
class SocketAddressTest {

  @Rule({"SOCK-3", "SOCK-27"})
  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void bothEndsKnowTheirAddresses(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      String there = pair.listener().localAddress();
      assertEquals(Optional.of(there), pair.client().remoteAddress());
      assertEquals(Optional.of(there), pair.server().localAddress());
      assertEquals(pair.client().localAddress(), pair.server().remoteAddress());
      assertEquals(kind.isTcp(), pair.client().localAddress().isPresent());
    }
  }

  @Rule("SOCK-2")
  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NIO_TCP", "NATIVE_TCP6", "NIO_TCP6"})
  void portZeroBecomesARealPort(SocketKind kind) throws Exception {
    try (QioListener listener = kind.listen()) {
      String local = listener.localAddress();
      String host = kind.freshAddress().replaceFirst("0$", "");
      assertTrue(local.startsWith(host), local);
      assertNotEquals("0", local.substring(host.length()));
      try (QioChannel client = kind.connect(listener)) {
        assertTrue(client.isOpen());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void noHostMeansBothFamilies(String engine) throws Exception {
    SocketKind.NATIVE_TCP6.assumeUsable();
    try (QioListener listener = Qio.listen("tcp://:0?engine=" + engine)) {
      String port = listener.localAddress().replaceFirst("^tcp://\\[::]:", "");
      for (String host : new String[] {"127.0.0.1", "[::1]"}) {
        String address = "tcp://" + host + ":" + port;
        try (QioChannel client = Qio.connect(address + "?engine=" + engine);
            QioChannel server = listener.accept()) {
          assertEquals(Optional.of(address), server.localAddress());
        }
      }
      try (QioChannel client = Qio.connect(listener.localAddress())) {
        assertTrue(client.isOpen());
      }
    }
  }

  @Rule({"SOCK-12", "SOCK-17", "SOCK-18"})
  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void featuresAreThoseOfEngineAndFamily(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      for (QioChannel end : new QioChannel[] {pair.client(), pair.server()}) {
        assertTrue(end.hasFeature(ChannelFeature.SHUTDOWN));
        assertTrue(end.hasFeature(ChannelFeature.CONCURRENT_IO));
        assertEquals(kind.isNative() && kind.isUnix(), end.hasFeature(ChannelFeature.FD_PASS));
        assertEquals(kind.isNative(), end.hasFeature(ChannelFeature.READ_MSG_PEEK));
        assertEquals(kind.isNative(), end.descriptor().isPresent());
        assertEquals(kind.isNative() && kind.isUnix(), end.peerCredentials().isPresent());
        assertTrue(end.isBlocking());
      }
      assertTrue(pair.listener().channel().hasFeature(ChannelFeature.LISTEN));
    }
  }

  @Rule("SOCK-17")
  @ParameterizedTest
  @EnumSource(names = "NATIVE_UNIX")
  void thePeerOfAUnixSocketIsThisProcess(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      long self = ProcessHandle.current().pid();
      assertEquals(self, pair.client().peerCredentials().orElseThrow().pid());
      assertEquals(self, pair.server().peerCredentials().orElseThrow().pid());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void aPathWithSignsOfAddressesComesBackAsItCanBeConnectedTo(String engine) throws Exception {
    String name = "q%3Fx%25y " + ProcessHandle.current().pid() + engine;
    String address = "unix:" + SocketKind.scratch() + "/" + name;
    try (QioListener listener = Qio.listen(address + "?engine=" + engine)) {
      assertEquals(address, listener.localAddress());
      try (QioChannel client = Qio.connect(listener.localAddress() + "?engine=" + engine)) {
        assertEquals(Optional.of(address), client.remoteAddress());
      }
    }
  }
}
