package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.Qio;
import qio.api.channel.PeerCredentials;
import qio.api.channel.QioChannel;
import qio.posix.PosixSockets;
import qio.posix.SocketType;
import qio.tck.Rule;

/** Both addresses of every kind of socket, and who is at the other end of a UNIX one. */
class WhoIsThereTest {

  @Rule("SOCK-27")
  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void whatWasKnownIsToldAfterThePeerIsGone(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Optional<String> peer = pair.client().remoteAddress();
      Optional<PeerCredentials> who = pair.client().peerCredentials();
      pair.server().close();
      assertEquals(peer, pair.client().remoteAddress());
      assertEquals(who, pair.client().peerCredentials());
    }
  }

  @Rule({"SOCK-27", "SOCK-17"})
  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void onlyUnixSocketsOfTheNativeEngineKnowTheirPeer(SocketKind kind) throws Exception {
    Optional<PeerCredentials> expected =
        kind.isUnix() && kind.isNative() ? Optional.of(ourselves()) : Optional.empty();
    try (SocketPair pair = kind.pair()) {
      assertEquals(expected, pair.client().peerCredentials(), "of who listens");
      assertEquals(expected, pair.server().peerCredentials(), "of who has connected");
      assertEquals(Optional.empty(), pair.listener().channel().peerCredentials());
      assertEquals(Optional.empty(), pair.listener().channel().remoteAddress());
    }
  }

  private static PeerCredentials ourselves() throws IOException {
    Path mine = Files.createTempFile("qio", "who");
    try {
      return new PeerCredentials(
          (int) ProcessHandle.current().pid(),
          (Integer) Files.getAttribute(mine, "unix:uid"),
          (Integer) Files.getAttribute(mine, "unix:gid"));
    } finally {
      Files.delete(mine);
    }
  }

  @Rule({"SOCK-27", "SOCK-17"})
  @Test
  void anAdoptedPairHasNoNamesAndKnowsItsPeer() throws Exception {
    PosixSockets.Pair pair = PosixSockets.pair(SocketType.STREAM);
    try (QioChannel first = Qio.adopt(pair.first());
        QioChannel second = Qio.adopt(pair.second())) {
      for (QioChannel end : new QioChannel[] {first, second}) {
        assertEquals(Optional.empty(), end.localAddress());
        assertEquals(Optional.empty(), end.remoteAddress());
        assertEquals(Optional.of(ourselves()), end.peerCredentials());
      }
    }
  }

  @Rule("SOCK-27")
  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NATIVE_TCP6", "NATIVE_UNIX", "NATIVE_ABSTRACT"})
  void anAdoptedConnectionTellsTheAddressesThatItHad(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair();
        QioChannel adopted = Qio.adopt(pair.client().descriptor().orElseThrow().dup())) {
      assertEquals(pair.client().localAddress(), adopted.localAddress());
      assertEquals(pair.client().remoteAddress(), adopted.remoteAddress());
      assertEquals(pair.client().peerCredentials(), adopted.peerCredentials());
    }
  }
}
