package qio.spi.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import qio.posix.NativeAccess;
import qio.tck.Rule;

class EngineKindTest {

  @Test
  void thePropertyNamesAnEngineOrNothing() {
    assertEquals(Optional.empty(), EngineKind.ofProperty(null));
    assertEquals(Optional.empty(), EngineKind.ofProperty(""));
    assertEquals(Optional.of(EngineKind.NATIVE), EngineKind.ofProperty("native"));
    assertEquals(Optional.of(EngineKind.NIO), EngineKind.ofProperty("nio"));
    var failure =
        assertThrows(IllegalArgumentException.class, () -> EngineKind.ofProperty("epoll"));
    assertEquals(
        "system property qio.socket.engine is native or nio, not epoll", failure.getMessage());
  }

  @Rule("SOCK-18")
  @Test
  void whereNativeAccessIsDeniedTheFlagIsNamed() {
    Optional<String> denied = Optional.of("denied: pass --enable-native-access=qio.posix");
    var failure =
        assertThrows(
            java.io.IOException.class,
            () -> EngineKind.choose(Optional.of(EngineKind.NATIVE), denied));
    assertTrue(
        failure.getMessage().contains("--enable-native-access=qio.posix"), failure::getMessage);
    assertTrue(failure.getMessage().contains("nio"), failure::getMessage);
  }

  @Test
  void withoutAWishTheBestThatWorksIsTaken() throws Exception {
    assertSame(
        NioEngine.INSTANCE, EngineKind.choose(Optional.empty(), Optional.of("not on this system")));
    assertSame(NativeEngine.INSTANCE, EngineKind.choose(Optional.empty(), Optional.empty()));
    assertSame(
        NioEngine.INSTANCE, EngineKind.choose(Optional.of(EngineKind.NIO), Optional.empty()));
    assertTrue(NativeAccess.unavailableBecause().isEmpty(), "these tests run with native access");
  }
}
