package qio.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.ShutdownMode;

/** {@code qio relay} that ends TLS: what one client does wrong is nobody else's trouble. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelayTlsTest {

  private static final Duration LIMIT = Duration.ofSeconds(Output.LIMIT_SECONDS);
  private static final int BULK = 3_000_001;

  private TestCertificate certificate;

  @BeforeAll
  void prepare(@TempDir Path temporary) throws Exception {
    certificate = TestCertificate.create(temporary);
  }

  private QioCall relay(QioListener target) {
    String listen = "tls+tcp://127.0.0.1:0" + certificate.serving();
    return QioCall.start("relay", listen, target.localAddress(), "--drain-timeout=1s");
  }

  private static QioChannel accept(QioListener listener) throws IOException {
    return listener.accept(LIMIT).orElseThrow();
  }

  @Test
  void halfCloseGoesThroughTlsInBothDirections() throws Exception {
    byte[] question = Bytes.random(1, BULK);
    byte[] answer = Bytes.random(2, BULK + 3);
    try (QioListener target = Qio.listen("tcp://127.0.0.1:0");
        QioCall relay = relay(target);
        QioChannel client = Qio.connect(relay.awaitListening() + certificate.trusting());
        QioChannel server = accept(target)) {
      var asked = new FutureTask<byte[]>(() -> Bytes.receiveAll(server));
      Thread.ofVirtual().start(asked);
      Bytes.send(client, question);
      client.shutdown(ShutdownMode.WRITE);
      assertEquals(
          Bytes.sha256(question), Bytes.sha256(asked.get(LIMIT.toSeconds(), TimeUnit.SECONDS)));
      var answered = new FutureTask<byte[]>(() -> Bytes.receiveAll(client));
      Thread.ofVirtual().start(answered);
      Bytes.send(server, answer);
      server.close();
      assertEquals(
          Bytes.sha256(answer), Bytes.sha256(answered.get(LIMIT.toSeconds(), TimeUnit.SECONDS)));
      String line = relay.err().awaitLine(l -> l.startsWith("#1 "));
      assertTrue(line.endsWith(", closed by client"), line);
    }
  }

  @Test
  void clientsThatSpeakNoTlsOrSayNothingHoldUpNobody() throws Exception {
    try (QioListener target = Qio.listen("tcp://127.0.0.1:0");
        QioCall relay = relay(target)) {
      String address = relay.awaitListening();
      String bare = address.substring("tls+".length());
      try (QioChannel silent = Qio.connect(bare);
          QioChannel plain = Qio.connect(bare);
          QioChannel gone = Qio.connect(bare);
          QioChannel client = Qio.connect(address + certificate.trusting())) {
        Bytes.send(plain, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        gone.close();
        Bytes.send(client, "good");
        try (QioChannel one = accept(target);
            QioChannel two = accept(target);
            QioChannel three = accept(target);
            QioChannel served = accept(target)) {
          Bytes.expect(served, "good");
          assertEquals(0, Bytes.receiveAll(two).length, "that of the plain client is closed");
        }
        String said = relay.err().awaitLine(l -> l.startsWith("#2 "));
        assertTrue(said.contains("client failed: ") && said.contains("HTTP"), said);
        String vanished = relay.err().awaitLine(l -> l.startsWith("#3 "));
        assertTrue(vanished.contains("client failed: "), vanished);
        assertTrue(silent.isOpen());
      }
    }
  }

  @Test
  void aTlsTargetIsVerified() throws Exception {
    try (QioListener target = Qio.listen("tls+tcp://127.0.0.1:0" + certificate.serving());
        QioCall relay = QioCall.start("relay", "tcp://127.0.0.1:0", target.localAddress())) {
      var serving =
          new FutureTask<Void>(
              () -> {
                try (QioChannel server = accept(target)) {
                  server.handshake().await(LIMIT);
                }
                return null;
              });
      Thread.ofVirtual().start(serving);
      try (QioChannel client = Qio.connect(relay.awaitListening())) {
        assertEquals(0, Bytes.receiveAll(client).length);
      }
      String line = relay.err().awaitLine(l -> l.startsWith("#1 "));
      assertTrue(line.contains("target not reached: " + target.localAddress()), line);
    }
  }
}
