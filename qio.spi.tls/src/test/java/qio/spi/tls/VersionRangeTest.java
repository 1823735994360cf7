package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.api.channel.QioTask;
import qio.api.spi.Layer;
import qio.api.spi.LayerRole;
import qio.api.spi.OptionValues;
import qio.tck.Rule;

/** Which versions are offered and taken, between the least and the highest. */
class VersionRangeTest {

  private static final Keyring RING = Keyring.SHARED;

  @Rule("TLS-18")
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "none,none,TLSv1.3 TLSv1.2",
        "1.2,1.3,TLSv1.3 TLSv1.2",
        "none,1.2,TLSv1.2",
        "1.3,none,TLSv1.3",
        "1.2,1.2,TLSv1.2",
        "1.3,1.3,TLSv1.3"
      })
  void theRangeIsWhatTheEngineSpeaks(String least, String most, String spoken) throws Exception {
    var options = Keyring.options();
    if (least != null) {
      options.put(TlsOptions.MIN_VERSION, least);
    }
    if (most != null) {
      options.put(TlsOptions.MAX_VERSION, most);
    }
    var factory =
        new ParameterFactory(
            LayerRole.SERVER, OptionValues.of(options), Optional.empty(), ClientAuth.NONE);
    assertArrayEquals(
        spoken.split(" "),
        factory.parameters(EngineAbilities.of(SSLContext.getDefault())).getProtocols());
  }

  /** Each side with each limit meets a peer that speaks one version only. */
  @Rule("TLS-18")
  @ParameterizedTest
  @CsvSource({
    "CLIENT,1.2,TLSv1.2,true",
    "CLIENT,1.2,TLSv1.3,false",
    "CLIENT,1.3,TLSv1.3,true",
    "SERVER,1.2,TLSv1.2,true",
    "SERVER,1.2,TLSv1.3,false",
    "SERVER,1.3,TLSv1.3,true"
  })
  void aPeerBeyondItIsToldToCompareThem(LayerRole role, String most, String peer, boolean agreed)
      throws Exception {
    Layer client =
        role == LayerRole.CLIENT
            ? RING.clientLayer(TlsOptions.MAX_VERSION, most)
            : Engines.only(peer).clientLayer();
    Layer server =
        role == LayerRole.SERVER
            ? RING.serverLayer(TlsOptions.MAX_VERSION, most)
            : Engines.only(peer).serverLayer();
    try (TlsPair pair = TlsPair.over(PipeChannel.pair(Pipe.Manner.SOCKET, 1), client, server)) {
      if (agreed) {
        Handshakes.both(pair);
      } else {
        QioTask<Void> asking = pair.client().handshake();
        QioTask<Void> answering = pair.server().handshake();
        assertTold(answering);
        assertTold(asking);
      }
    }
  }

  private static void assertTold(QioTask<Void> side) {
    var e = assertThrows(IOException.class, () -> side.await(Duration.ofSeconds(30)));
    assertTrue(e.getMessage().contains("min-version and max-version"), e::getMessage);
  }

  @Rule("TLS-18")
  @Test
  void anEmptyRangeIsRefused() {
    assertEquals(
        "min-version=1.3 is more than max-version=1.2, so there is none to speak; change one of"
            + " them",
        refusal(TlsOptions.MIN_VERSION, "1.3", TlsOptions.MAX_VERSION, "1.2"));
  }

  @Rule("TLS-18")
  @Test
  void anythingElseIsNoVersion() {
    assertEquals(
        "option max-version is 1.2 or 1.3, not 1.1; older ones are not safe",
        refusal(TlsOptions.MAX_VERSION, "1.1"));
    assertEquals(
        "option max-version is 1.2 or 1.3, not TLSv1.3; older ones are not safe",
        refusal(TlsOptions.MAX_VERSION, "TLSv1.3"));
  }

  private static String refusal(Object... options) {
    return assertThrows(IllegalArgumentException.class, () -> RING.clientLayer(options))
        .getMessage();
  }

  /** Other providers may lack a version that the JDK has. */
  @Rule("TLS-18")
  @Test
  void whatTheEngineCannotSpeakIsRefused() throws NoSuchAlgorithmException {
    SSLContext old = new LimitedContext("TLSv1.2");
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Keyring.prepare(
                    LayerRole.CLIENT,
                    Keyring.options(
                        TlsOptions.SSL_CONTEXT,
                        old,
                        TlsOptions.SERVER_NAME,
                        "localhost",
                        TlsOptions.MIN_VERSION,
                        "1.3")));
    assertEquals(
        "min-version and max-version want TLSv1.3, and this engine has only TLSv1.2",
        e.getMessage());
  }
}
