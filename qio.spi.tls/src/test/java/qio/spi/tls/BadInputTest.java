package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.channel.QioChannel;
import qio.api.spi.LayerRole;
import qio.tck.Rule;

/**
 * Bytes that no sound peer sends, to a server and to a client, before and after the handshake: an
 * exception that says which it was, and the alert that the peer gets, byte by byte where it is sent
 * in clear.
 */
class BadInputTest {

  private static final Keyring RING = Keyring.SHARED;

  private static final String PROTOCOL_VERSION = "15030300020246";
  private static final String UNEXPECTED_MESSAGE = "1503030002020a";
  private static final String ILLEGAL_PARAMETER = "1503030002022f";
  private static final String INTERNAL_ERROR = "15030300020250";
  private static final String HANDSHAKE_FAILURE = "15030300020228";

  /** What was thrown, and what the peer was sent. */
  private record Outcome(IOException thrown, String sent) {}

  /** Sends bytes where a hello, or the answer to one, should come. */
  private static Outcome open(LayerRole victim, String bytes) throws Exception {
    var below = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    boolean server = victim == LayerRole.SERVER;
    PipeChannel peer = server ? below.client() : below.server();
    try (QioChannel tls =
        server
            ? RING.serverLayer().over(below.server())
            : RING.clientLayer().over(below.client())) {
      tls.handshake();
      if (!server) {
        ByteBuffer header = ByteBuffer.allocate(5);
        peer.readAll(header);
        peer.readAll(ByteBuffer.allocate(header.getShort(3)));
      }
      peer.writeAll(ByteBuffer.wrap(HexFormat.of().parseHex(bytes)));
      IOException thrown = Work.ioFailure(() -> tls.read(ByteBuffer.allocate(1)));
      peer.setBlocking(false);
      ByteBuffer sent = ByteBuffer.allocate(100);
      peer.read(sent);
      return new Outcome(
          thrown, HexFormat.of().formatHex(Arrays.copyOf(sent.array(), sent.position())));
    }
  }

  private static void assertSays(Exception e, String... parts) {
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), () -> "no '" + part + "' in: " + e);
    }
  }

  // ---- hellos ----

  private static String hello(int type, String version, String choices) {
    String body = version + "11".repeat(32) + "00" + choices;
    int length = body.length() / 2;
    return "16%s%04x%02x%06x%s".formatted(version, length + 4, type, length, body);
  }

  @Rule("TLS-22")
  @ParameterizedTest
  @CsvSource({
    "CLIENT,0300",
    "CLIENT,0301",
    "CLIENT,0302",
    "SERVER,0300",
    "SERVER,0301",
    "SERVER,0302"
  })
  void aHelloOfAnOldVersionIsRefused(LayerRole victim, String version) throws Exception {
    String bytes =
        victim == LayerRole.SERVER
            ? hello(1, version, "0004c02fc02b" + "0100")
            : hello(2, version, "c02f" + "00");
    Outcome outcome = open(victim, bytes);
    assertInstanceOf(SSLHandshakeException.class, outcome.thrown());
    assertSays(outcome.thrown(), "protocol", "min-version and max-version");
    assertEquals(PROTOCOL_VERSION, outcome.sent());
  }

  @Rule("TLS-22")
  @ParameterizedTest
  @CsvSource("802e0100020015000000100100800200800300800400800500800600400700c0")
  void aHelloOfSslTwoIsNoTls(String start) throws Exception {
    Outcome outcome = open(LayerRole.SERVER, start + "11".repeat(16));
    assertInstanceOf(SSLProtocolException.class, outcome.thrown());
    assertSays(outcome.thrown(), "no TLS", "80 2e 01 00 02");
    assertEquals(INTERNAL_ERROR, outcome.sent());
  }

  // ---- records before the handshake is done ----

  static Stream<Arguments> badRecords() {
    return Stream.of(LayerRole.values())
        .flatMap(
            role ->
                Stream.of(
                    bad(role, "160303 ffff" + "00".repeat(20), "longer", UNEXPECTED_MESSAGE),
                    bad(role, "160303 4801" + "01".repeat(0x4801), "maximum", UNEXPECTED_MESSAGE),
                    bad(role, "160303 0005 01ffffff00", "16777215", UNEXPECTED_MESSAGE),
                    bad(role, "160303 0005 48656c6c6f", "type", UNEXPECTED_MESSAGE),
                    bad(role, "160303 0000", "zero-length", UNEXPECTED_MESSAGE),
                    bad(role, "160303 0000".repeat(100), "zero-length", UNEXPECTED_MESSAGE),
                    bad(role, "150303 0000", "Alert", ILLEGAL_PARAMETER),
                    bad(role, "150303 0003 022800", "Alert", ILLEGAL_PARAMETER),
                    bad(role, "170303 0000", "plaintext", INTERNAL_ERROR),
                    bad(role, "170303 0005 48656c6c6f", "plaintext", INTERNAL_ERROR),
                    bad(role, "630303 0005 48656c6c6f", "no TLS", INTERNAL_ERROR),
                    bad(role, "160903 0005 48656c6c6f", "no TLS", UNEXPECTED_MESSAGE)));
  }

  private static Arguments bad(LayerRole role, String bytes, String said, String alert) {
    return Arguments.of(role, bytes.replace(" ", ""), said, alert);
  }

  @Rule("TLS-22")
  @ParameterizedTest(name = "to a {0}: {2}, {3}")
  @MethodSource("badRecords")
  void aBadRecordInTheHandshakeIsToldToBoth(
      LayerRole victim, String bytes, String said, String alert) throws Exception {
    Outcome outcome = open(victim, bytes);
    assertInstanceOf(SSLException.class, outcome.thrown());
    assertSays(outcome.thrown(), "tls+pipe:", said);
    assertEquals(alert, outcome.sent());
  }

  // ---- alerts ----

  @Rule("TLS-22")
  @ParameterizedTest
  @EnumSource(TlsAlert.class)
  void everyFatalAlertIsToldByType(TlsAlert alert) throws Exception {
    int code = alert == TlsAlert.UNASSIGNED ? 200 : alert.code();
    for (LayerRole victim : LayerRole.values()) {
      Outcome outcome = open(victim, "150303000202%02x".formatted(code));
      var told = assertInstanceOf(PeerAlertException.class, outcome.thrown(), victim.name());
      assertEquals(alert, told.alert(), told::getMessage);
      assertSays(told, "alert " + alert + ": " + alert.meaning());
      boolean answered = !outcome.sent().isEmpty(); // only who ends it politely is
      assertEquals(alert == TlsAlert.CLOSE_NOTIFY, answered, outcome::sent);
    }
  }

  @Rule("TLS-22")
  @ParameterizedTest
  @EnumSource(LayerRole.class)
  void aWarningThatEndsTheHandshakeIsToldToo(LayerRole victim) throws Exception {
    Outcome outcome = open(victim, "15030300020170");
    var told = assertInstanceOf(PeerAlertException.class, outcome.thrown());
    assertEquals(TlsAlert.UNRECOGNIZED_NAME, told.alert());
    assertEquals(HANDSHAKE_FAILURE, outcome.sent());
  }

  @Rule("TLS-22")
  @ParameterizedTest
  @EnumSource(TlsAlert.class)
  void everyAlertHasAMeaningOfItsOwn(TlsAlert alert) {
    assertFalse(alert.meaning().isBlank());
    assertEquals(alert, TlsAlert.named(alert.toString()));
    for (TlsAlert other : TlsAlert.values()) {
      assertEquals(alert == other, alert.meaning().equals(other.meaning()), other::toString);
    }
  }

  // ---- records after the handshake ----

  static Stream<Arguments> badData() {
    return Stream.of(LayerRole.values())
        .flatMap(
            role ->
                Stream.of("TLSv1.2", "TLSv1.3")
                    .flatMap(
                        version ->
                            Stream.of(
                                data(role, version, "17 0028" + "00".repeat(40), "bad_record_mac"),
                                data(role, version, "17 0000", "bad_record_mac"),
                                data(role, version, "17 0003 000000", "bad_record_mac"),
                                data(role, version, "63 0003 000000", "bad_record_mac"),
                                data(role, version, "17 ffff 000000", "unexpected_message"),
                                data(
                                    role,
                                    version,
                                    "17 4801" + "00".repeat(0x4801),
                                    "unexpected_message"),
                                data(
                                    role,
                                    version,
                                    "15 0002 0228",
                                    version.endsWith("2")
                                        ? "bad_record_mac"
                                        : "unexpected_message"))));
  }

  @Rule("TLS-22")
  @ParameterizedTest(name = "to a {0} in {1}: {2} is {3}")
  @MethodSource("badData")
  void aBadRecordInMidStreamIsToldToBoth(
      LayerRole victim, String version, String bytes, String alert) throws Exception {
    var below = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    try (TlsPair pair =
        TlsPair.over(below, Engines.only(version).clientLayer(), RING.serverLayer())) {
      Handshakes.both(pair);
      boolean server = victim == LayerRole.SERVER;
      String record = bytes.substring(0, 2) + "0303" + bytes.substring(2);
      (server ? pair.clientBelow() : pair.serverBelow())
          .writeAll(ByteBuffer.wrap(HexFormat.of().parseHex(record)));
      QioChannel hit = server ? pair.server() : pair.client();
      QioChannel peer = server ? pair.client() : pair.server();
      IOException thrown = Work.ioFailure(() -> hit.read(ByteBuffer.allocate(1)));
      assertInstanceOf(SSLException.class, thrown);
      assertFalse(thrown.getMessage().contains("Unexpected exception"), thrown::getMessage);
      IOException told = Work.ioFailure(() -> peer.read(ByteBuffer.allocate(1)));
      var alerted = assertInstanceOf(PeerAlertException.class, told);
      assertEquals(alert, alerted.alert().toString());
    }
  }

  private static Arguments data(LayerRole role, String version, String bytes, String alert) {
    return Arguments.of(role, version, bytes.replace(" ", ""), alert);
  }
}
