package qio.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.ShutdownMode;
import qio.tck.Rule;

/** The commands with a child at one end. */
@EnabledOnOs(OS.LINUX)
@Rule("EXEC-13")
class ExecCommandTest {

  private static final Duration LIMIT = Duration.ofSeconds(Output.LIMIT_SECONDS);

  @Test
  void catSendsItsInputToAChildAndPrintsTheAnswer() throws Exception {
    try (QioProcess cat = QioProcess.start("cat", "exec:wc?args=-c")) {
      cat.input().write(new byte[70_000]);
      cat.input().close();
      assertEquals(0, cat.awaitExit(), cat.err()::text);
      assertEquals("70000", new String(cat.out().bytes(), StandardCharsets.UTF_8).trim());
    }
  }

  @Test
  void catOfAProgramThatIsMissingSaysSo() throws Exception {
    try (QioProcess cat = QioProcess.start("cat", "exec:/no/such/program")) {
      assertNotEquals(0, cat.awaitExit());
      assertTrue(cat.err().text().contains("there is no file /no/such/program"), cat.err()::text);
    }
  }

  @Test
  void relayStartsAChildForEachConnection() throws Exception {
    byte[] bulk = Bytes.random(1, 1_000_003);
    try (QioProcess relay = QioProcess.start("relay", "tcp://127.0.0.1:0", "exec:cat")) {
      String address = relay.awaitListening();
      try (QioChannel idle = Qio.connect(address);
          QioChannel client = Qio.connect(address)) {
        var echoed = new FutureTask<byte[]>(() -> Bytes.receiveAll(client));
        Thread.ofVirtual().start(echoed);
        Bytes.send(client, bulk);
        client.shutdown(ShutdownMode.WRITE);
        assertArrayEquals(bulk, echoed.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        Bytes.send(idle, "its own");
        Bytes.expect(idle, "its own");
      }
      relay.stop();
      assertEquals(0, relay.awaitExit(), relay.err()::text);
    }
  }
}
