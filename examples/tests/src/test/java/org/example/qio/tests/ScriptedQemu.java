package org.example.qio.tests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.example.qio.qmp.QmpClient;
import org.example.qio.qmp.QmpLimits;
import qio.api.channel.QioChannel;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;

/** A peer over memory that says what a test wants it to say, in a thread of its own. */
final class ScriptedQemu implements AutoCloseable {

  static final String GREETING =
      "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 0, \"minor\": 2, \"major\": 9}, \"package\":"
          + " \"\"}, \"capabilities\": [\"oob\"]}}\r\n";

  /** What the peer does. */
  @FunctionalInterface
  interface Script {
    void play(ScriptedQemu peer) throws Exception;
  }

  private final QioChannel ours;
  private final QioChannel theirs;
  private final BufferedReader lines;
  private final CompletableFuture<Void> played = new CompletableFuture<>();

  private ScriptedQemu() {
    MemoryPair pair = MemoryChannels.pair();
    ours = pair.first();
    theirs = pair.second();
    lines =
        new BufferedReader(new InputStreamReader(theirs.asInputStream(), StandardCharsets.UTF_8));
  }

  /** A peer that plays a script from the beginning, greeting included. */
  static ScriptedQemu raw(Script script) {
    var peer = new ScriptedQemu();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                script.play(peer);
                peer.played.complete(null);
              } catch (Throwable e) {
                peer.played.completeExceptionally(e);
              }
            });
    return peer;
  }

  /** A peer that has greeted and plays a script from there. */
  static ScriptedQemu greeted(Script script) {
    return raw(
        peer -> {
          peer.send(GREETING);
          String negotiation = peer.receive();
          if (!negotiation.contains("qmp_capabilities")) {
            throw new AssertionError(negotiation);
          }
          peer.send("{\"return\": {}, \"id\": 1}\r\n");
          script.play(peer);
        });
  }

  /** Our end of the connection. */
  QioChannel connection() {
    return ours;
  }

  QmpClient client(QmpLimits limits) throws IOException {
    return QmpClient.over(ours, limits);
  }

  void send(String text) throws IOException {
    theirs.writeAll(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  String receive() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("the client has ended the conversation");
    }
    return line;
  }

  void hangUp() throws IOException {
    theirs.close();
  }

  /** Waits until the script is through, and fails if it met what it did not expect. */
  void finish() throws Exception {
    played.get(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    try (theirs) {
      ours.close();
    }
  }
}
