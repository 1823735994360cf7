package org.example.qio.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.example.qio.qmp.QmpClient;
import org.example.qio.qmp.QmpClosedException;
import org.example.qio.qmp.QmpEvent;
import org.example.qio.qmp.QmpException;
import org.example.qio.qmp.QmpLimits;
import org.example.qio.qmp.QmpProtocolException;
import org.example.qio.qmp.QmpRefusedException;
import org.example.qio.qmp.QmpTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.Descriptor;
import qio.api.channel.QioChannel;
import qio.api.channel.UnsupportedFeatureException;

/** The client against a peer that says what QEMU would say, and what it never should. */
final class QmpClientTest {

  private static final QmpLimits LIMITS = new QmpLimits(2000, 4, Duration.ofSeconds(20));

  /** Enough for a greeting on a machine that has much to do. */
  private static final QmpLimits IMPATIENT = new QmpLimits(2000, 4, Duration.ofSeconds(2));

  private static final Duration NO_WAIT = Duration.ZERO;

  private static String event(String name, int second) {
    return "{\"timestamp\": {\"seconds\": %d, \"microseconds\": 5}, \"event\": \"%s\"}\r\n"
        .formatted(second, name);
  }

  @Test
  void aCommandHasItsReplyAndEventsWaitUntilTheyAreAskedFor() throws Exception {
    try (ScriptedQemu peer =
            ScriptedQemu.greeted(
                it -> {
                  assertEquals(
                      "{\"execute\":\"cont\",\"id\":2,\"arguments\":{\"a\":\"b\"}}", it.receive());
                  it.send(event("RESUME", 7) + "{\"return\": {\"x\": [1, 2]}, \"id\": 2}\r\n");
                });
        QmpClient client = peer.client(LIMITS)) {
      assertEquals(9, client.greeting().at("/version/qemu/major").asInt());
      var arguments = JsonNodeFactory.instance.objectNode().put("a", "b");
      assertEquals("{\"x\":[1,2]}", client.execute("cont", arguments).toString());
      QmpEvent event = client.nextEvent(NO_WAIT).orElseThrow();
      assertEquals("RESUME", event.name());
      assertEquals(Instant.ofEpochSecond(7, 5_000), event.time());
      assertTrue(event.data().isObject());
      assertEquals(Optional.empty(), client.nextEvent(NO_WAIT));
      peer.finish();
    }
  }

  @Test
  void aReplyInPiecesOfOneByteIsPutTogether() throws Exception {
    try (ScriptedQemu peer =
            ScriptedQemu.greeted(
                it -> {
                  var _ = it.receive();
                  for (char each :
                      "{\"return\": {\"in\": \"pieces\"}, \"id\": 2}\r\n".toCharArray()) {
                    it.send(String.valueOf(each));
                  }
                });
        QmpClient client = peer.client(LIMITS)) {
      assertEquals("pieces", client.execute("query").path("in").asText());
    }
  }

  /** The second is answered first. */
  @Test
  void repliesFindTheirCommandsInAnyOrder() throws Exception {
    try (ScriptedQemu peer =
            ScriptedQemu.greeted(
                it -> {
                  String first = it.receive();
                  String second = it.receive();
                  for (String each : List.of(second, first)) {
                    String name = each.replaceAll(".*\"execute\":\"(\\w+)\".*", "$1");
                    String id = each.replaceAll(".*\"id\":(\\d+).*", "$1");
                    it.send("{\"return\": \"" + name + "\", \"id\": " + id + "}\n");
                  }
                });
        QmpClient client = peer.client(LIMITS)) {
      CompletableFuture<String> a = later(() -> client.execute("a").asText());
      CompletableFuture<String> b = later(() -> client.execute("b").asText());
      assertEquals("a", a.get(20, TimeUnit.SECONDS));
      assertEquals("b", b.get(20, TimeUnit.SECONDS));
      peer.finish();
    }
  }

  @FunctionalInterface
  private interface Job {
    String run() throws IOException;
  }

  private static CompletableFuture<String> later(Job job) {
    var result = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(job.run());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  @Test
  void aRefusalSaysWhatAndWhyAndTheConversationGoesOn() throws Exception {
    try (ScriptedQemu peer =
            ScriptedQemu.greeted(
                it -> {
                  var _ = it.receive();
                  it.send(
                      "{\"id\": 2, \"error\": {\"class\": \"DeviceNotFound\", \"desc\": \"no"
                          + " disk\"}}\n");
                  var _ = it.receive();
                  it.send("{\"return\": {}, \"id\": 3}\n");
                });
        QmpClient client = peer.client(LIMITS)) {
      var refused = assertThrows(QmpRefusedException.class, () -> client.execute("eject"));
      assertEquals("eject", refused.command());
      assertEquals("DeviceNotFound", refused.errorClass());
      assertEquals("no disk", refused.description());
      assertTrue(client.execute("stop").isEmpty());
    }
  }

  /** The late answer is for the command that gave up, and for no other. */
  @Test
  void aCommandWithoutAnAnswerEndsInTimeAndALateOneIsDropped() throws Exception {
    var gaveUp = new CountDownLatch(1);
    try (ScriptedQemu peer =
            ScriptedQemu.greeted(
                it -> {
                  var _ = it.receive();
                  gaveUp.await();
                  it.send("{\"return\": \"late\", \"id\": 2}\n");
                  var _ = it.receive();
                  it.send("{\"return\": \"in time\", \"id\": 3}\n");
                });
        QmpClient client = peer.client(IMPATIENT)) {
      assertThrows(QmpTimeoutException.class, () -> client.execute("slow"));
      gaveUp.countDown();
      assertEquals("in time", client.execute("quick").asText());
    }
  }

  @Test
  void aPeerThatDoesNotGreetIsGivenUp() throws Exception {
    try (ScriptedQemu peer = ScriptedQemu.raw(it -> {})) {
      assertThrows(QmpTimeoutException.class, () -> peer.client(IMPATIENT));
      assertFalse(peer.connection().isOpen());
    }
  }

  /** It takes nothing, so that the pair's buffer fills up and a command is cut in its middle. */
  @Test
  void aPeerThatTakesNothingIsGivenUpAndHalfACommandEndsAll() throws Exception {
    try (ScriptedQemu peer = ScriptedQemu.greeted(it -> {});
        QmpClient client = peer.client(IMPATIENT)) {
      var arguments = JsonNodeFactory.instance.objectNode().put("much", "x".repeat(4 << 20));
      var cut = assertThrows(QmpTimeoutException.class, () -> client.execute("a", arguments));
      assertTrue(cut.getMessage().contains("middle of a command"), cut.getMessage());
      var after = assertThrows(QmpClosedException.class, () -> client.execute("b"));
      assertTrue(after.getMessage().contains("half a command"), after.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH\r\n",
        "{\"return\": {}}\n",
        "[]\n",
        "\n",
        "{\"QMP\": {}} {\"QMP\": {}}\n",
        "{\"QMP\": {}, \"QMP\": {}}\n",
        "{\"QMP\": 1}\n"
      })
  void whatIsNoGreetingIsRefused(String said) throws Exception {
    try (ScriptedQemu peer = ScriptedQemu.raw(it -> it.send(said))) {
      assertThrows(QmpProtocolException.class, () -> peer.client(LIMITS));
      assertFalse(peer.connection().isOpen());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"return\": {}, \"id\": 99}\n",
        "{\"return\": {}}\n",
        "{\"error\": {\"class\": \"GenericError\", \"desc\": \"JSON parse error\"}}\n",
        "{\"error\": 1, \"id\": 2}\n",
        "{\"what\": 1}\n",
        "{\"return\": {}, \"id\": 2\n",
        "{\"return\": \"\\u00\", \"id\": 2}\n",
        "nothing\n"
      })
  void whatIsNoReplyEndsTheConversation(String said) throws Exception {
    try (ScriptedQemu peer =
            ScriptedQemu.greeted(
                it -> {
                  var _ = it.receive();
                  it.send(said);
                });
        QmpClient client = peer.client(LIMITS)) {
      assertThrows(QmpProtocolException.class, () -> client.execute("query"));
      assertThrows(QmpProtocolException.class, () -> client.execute("again"));
      assertThrows(QmpProtocolException.class, () -> client.nextEvent(NO_WAIT));
    }
  }

  @Test
  void aLineAtTheLimitIsTakenAndALongerOneIsNot() throws Exception {
    String frame = "{\"return\": \"\", \"id\": 2}";
    String most = "{\"return\": \"%s\", \"id\": 2}".formatted("x".repeat(2000 - frame.length()));
    try (ScriptedQemu peer =
            ScriptedQemu.greeted(
                it -> {
                  var _ = it.receive();
                  it.send(most + "\n");
                  var _ = it.receive();
                  it.send("x".repeat(2001));
                });
        QmpClient client = peer.client(LIMITS)) {
      assertEquals(2000 - frame.length(), client.execute("much").asText().length());
      var refused = assertThrows(QmpProtocolException.class, () -> client.execute("more"));
      assertTrue(refused.getMessage().contains("more than 2000 bytes"), refused.getMessage());
    }
  }

  @Test
  void whatIsNestedTooDeepIsRefused() throws Exception {
    String deep = "{\"return\": " + "[".repeat(100) + "]".repeat(100) + ", \"id\": 2}\n";
    try (ScriptedQemu peer =
            ScriptedQemu.greeted(
                it -> {
                  var _ = it.receive();
                  it.send(deep);
                });
        QmpClient client = peer.client(LIMITS)) {
      assertThrows(QmpProtocolException.class, () -> client.execute("deep"));
    }
  }

  @Test
  void ofTooManyEventsTheOldestGoAndAreCounted() throws Exception {
    try (ScriptedQemu peer =
            ScriptedQemu.greeted(
                it -> {
                  for (int i = 1; i <= 7; i++) {
                    it.send(event("E" + i, i));
                  }
                  var _ = it.receive();
                  it.send("{\"return\": {}, \"id\": 2}\n");
                });
        QmpClient client = peer.client(LIMITS)) {
      var _ = client.execute("query"); // all events came before its answer
      assertEquals(3, client.droppedEvents());
      for (int i = 4; i <= 7; i++) {
        assertEquals("E" + i, client.nextEvent(NO_WAIT).orElseThrow().name());
      }
      assertEquals(Optional.empty(), client.nextEvent(NO_WAIT));
    }
  }

  @Test
  void anEndIsToldToWhoeverWaitsAndEventsBeforeItAreNotLost() throws Exception {
    try (ScriptedQemu peer =
            ScriptedQemu.greeted(
                it -> {
                  var _ = it.receive();
                  it.send(event("SHUTDOWN", 1) + "{\"retur");
                  it.hangUp();
                });
        QmpClient client = peer.client(LIMITS)) {
      var over = assertThrows(QmpClosedException.class, () -> client.execute("quit"));
      assertTrue(over.getMessage().contains("in the middle of a message"), over.getMessage());
      assertEquals("SHUTDOWN", client.nextEvent(NO_WAIT).orElseThrow().name());
      assertThrows(QmpClosedException.class, () -> client.nextEvent(Duration.ofSeconds(20)));
    }
  }

  @Test
  void closeWakesWhoWaits() throws Exception {
    try (ScriptedQemu peer = ScriptedQemu.greeted(ScriptedQemu::receive)) {
      QmpClient client = peer.client(LIMITS); // closed below, and with the peer
      CompletableFuture<String> waiting = later(() -> client.execute("wait").asText());
      peer.finish(); // the command has come
      client.close();
      Throwable why = assertThrows(Exception.class, () -> waiting.get(20, TimeUnit.SECONDS));
      assertInstanceOf(QmpClosedException.class, why.getCause());
    }
  }

  @Test
  void anInterruptedCommandLeavesTheConversationUsable() throws Exception {
    try (ScriptedQemu peer =
            ScriptedQemu.greeted(
                it -> {
                  var _ = it.receive();
                  var _ = it.receive();
                  it.send("{\"return\": 3, \"id\": 3}\n{\"return\": 4, \"id\": 4}\n");
                });
        QmpClient client = peer.client(LIMITS)) {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedIOException.class, () -> client.execute("a")); // not even sent
      assertTrue(Thread.interrupted());
      Thread waiter = Thread.currentThread();
      var _ =
          later(
              () -> {
                Eventually.holds("it waits", () -> waiter.getState() == Thread.State.TIMED_WAITING);
                waiter.interrupt();
                return "";
              });
      assertThrows(InterruptedIOException.class, () -> client.execute("b"));
      assertTrue(Thread.interrupted());
      assertEquals(4, client.execute("c").asInt());
    }
  }

  @Test
  void descriptorsOverMemoryAreRefusedAndTheConversationGoesOn() throws Exception {
    try (ScriptedQemu peer =
            ScriptedQemu.greeted(
                it -> {
                  var _ = it.receive();
                  it.send("{\"return\": {}, \"id\": 3}\n");
                });
        QmpClient client = peer.client(LIMITS);
        QioChannel file = Qio.connect("file:/dev/null?mode=rw")) {
      Descriptor open = file.descriptor().orElseThrow();
      assertThrows(UnsupportedFeatureException.class, () -> client.getFd("a", open));
      assertTrue(client.execute("query").isEmpty());
    }
  }

  @Test
  void allErrorsOfTheConversationAreOneFamily() {
    for (Class<?> each : QmpException.class.getPermittedSubclasses()) {
      assertTrue(IOException.class.isAssignableFrom(each));
    }
    assertThrows(IllegalArgumentException.class, () -> new QmpLimits(0, 1, Duration.ofSeconds(1)));
  }
}
