package qio.spi.tls.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.tck.Rule;

/** What is read out of a server's answer, whole or in pieces, and what is not. */
@Rule("TLS-67")
class ServerFlightTest {

  private static final String RANDOM = "11".repeat(32);
  private static final String RETRY =
      "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";
  private static final String VERSION_1_3 = "002b00020304";
  private static final String PRE_SHARED_KEY = "002900020000";

  private final ServerFlight flight = new ServerFlight();

  private static String message(int type, String body) {
    return String.format("%02x%06x", type, body.length() / 2) + body;
  }

  private static String hello(String random, String extensions) {
    String body = "0303" + random + "00" + "1301" + "00";
    return message(2, body + String.format("%04x", extensions.length() / 2) + extensions);
  }

  private static String record(int type, String payload) {
    return String.format("%02x0303%04x", type, payload.length() / 2) + payload;
  }

  private void look(String hex) {
    flight.look(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  private void assertDecided(boolean resumed) {
    assertTrue(flight.isDecided());
    assertEquals(resumed, flight.isResumed());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aHelloOfTls13NamesTheKeyThatItTakesUp(boolean resumed) {
    look(record(22, hello(RANDOM, VERSION_1_3 + (resumed ? PRE_SHARED_KEY : ""))));
    assertDecided(resumed);
  }

  @Test
  void aHelloThatAsksForAnotherIsSkipped() {
    look(record(22, hello(RETRY, VERSION_1_3)) + record(20, "01"));
    assertFalse(flight.isDecided());
    look(record(22, hello(RANDOM, PRE_SHARED_KEY + VERSION_1_3)));
    assertDecided(true);
  }

  @ParameterizedTest
  @CsvSource({"11,false", "12,false", "14,false", "4,true"})
  void inTls12WhatFollowsTells(int type, boolean resumed) {
    look(record(22, hello(RANDOM, "")));
    assertFalse(flight.isDecided());
    look(record(22, message(type, "00")));
    assertDecided(resumed);
  }

  @Test
  void inTls12AChangeOfKeysTells() {
    look(record(22, hello(RANDOM, "")) + record(20, "01"));
    assertDecided(true);
  }

  @Test
  void messagesMayLieInManyRecordsAndManyInOne() {
    String flightOf12 = hello(RANDOM, "") + message(11, "0000");
    for (int at = 0; at < flightOf12.length(); at += 2) {
      assertFalse(flight.isResumed());
      look(record(22, flightOf12.substring(at, at + 2)));
    }
    assertDecided(false);
    var other = new ServerFlight();
    other.look(ByteBuffer.wrap(HexFormat.of().parseHex(record(22, flightOf12))));
    assertTrue(other.isDecided());
  }

  /** The engine ends such a handshake; nothing is kept meanwhile. */
  @ParameterizedTest
  @ValueSource(
      strings = {"160303000401000000", "16030300040200ffff", "160303000602000002", "1603034000"})
  void whatCannotBeReadIsNoSessionResumed(String hex) {
    look(hex + "0303".repeat(hex.endsWith("2") ? 1 : 0));
    assertDecided(false);
    look(record(22, hello(RANDOM, VERSION_1_3 + PRE_SHARED_KEY)));
    assertFalse(flight.isResumed());
  }

  @Test
  void aHelloLongerThanAnyIsNotWaitedFor() {
    look(record(22, "02007fff" + "00".repeat(1_000)));
    assertDecided(false);
  }
}
