package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.channel.ChannelOption;
import qio.api.spi.LayerRole;
import qio.tck.Rule;

/** Who asks for the secrets of connections learns that there are none to be had, and why. */
class KeyLogTest {

  private static final Keyring RING = Keyring.SHARED;

  @TempDir Path dir;

  private void assertRefused(LayerRole role, Map<ChannelOption<?>, Object> options, String engine) {
    Path file = dir.resolve("keys.log");
    options.put(TlsOptions.KEY_LOG, file);
    var e = assertThrows(IllegalArgumentException.class, () -> Keyring.prepare(role, options));
    assertTrue(e.getMessage().startsWith("key-log: the engine of " + engine), e::getMessage);
    assertTrue(e.getMessage().contains("SSLKEYLOGFILE"), e::getMessage);
    assertFalse(Files.exists(file), "a file that stays empty would be waited for");
  }

  @Rule("TLS-23")
  @ParameterizedTest
  @EnumSource(LayerRole.class)
  void theEngineOfTheJdkGivesNoneAway(LayerRole role) {
    assertRefused(
        role,
        role == LayerRole.SERVER ? RING.serverOptions() : RING.clientOptions(),
        "SunJSSE keeps");
  }

  @Rule("TLS-23")
  @Test
  void aContextOfTheCallersOwnIsNamed() throws Exception {
    assertRefused(
        LayerRole.CLIENT,
        Keyring.options(
            TlsOptions.SSL_CONTEXT,
            new LimitedContext("TLSv1.3"),
            TlsOptions.SERVER_NAME,
            "localhost"),
        "Other keeps");
  }
}
