package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** Two engines of the JDK that hand each other their records in memory. Used by one thread. */
final class MemoryPair {

  private static final int GREETING = Long.BYTES;

  /** Room for all flights of a handshake. */
  private static final int ROOM = 64 * 1024;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  final SSLEngine client;
  final SSLEngine server;

  // both between uses ready to be filled
  private final ByteBuffer toServer = ByteBuffer.allocate(ROOM);
  private final ByteBuffer toClient = ByteBuffer.allocate(ROOM);

  /** The receiver's buffer, and room that a record asks for beyond its bytes. */
  private final ByteBuffer[] targets = {NOTHING, ByteBuffer.allocate(ROOM)};

  MemoryPair(SSLEngine client, SSLEngine server) {
    this.client = client;
    this.server = server;
  }

  /** Shakes hands, and has the server greet: so the client gets its tickets. */
  void open(ByteBuffer greeting, ByteBuffer greeted) throws IOException {
    client.beginHandshake();
    server.beginHandshake();
    while (isShaking(client) || isShaking(server)) {
      step(client, toServer, toClient);
      step(server, toClient, toServer);
    }
    move(false, greeting, greeted);
    if (greeted.position() != GREETING) {
      throw new IOException("the server did not greet");
    }
  }

  private static boolean isShaking(SSLEngine engine) {
    return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
  }

  private static void step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws IOException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> runTasks(engine);
      case NEED_WRAP -> engine.wrap(NOTHING, out);
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        engine.unwrap(in.flip(), NOTHING);
        in.compact();
      }
      default -> {}
    }
  }

  private static void runTasks(SSLEngine engine) {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /** Moves a message from one end to the other, record by record. */
  void move(boolean fromClient, ByteBuffer src, ByteBuffer dst) throws IOException {
    SSLEngine sender = fromClient ? client : server;
    SSLEngine receiver = fromClient ? server : client;
    ByteBuffer wire = fromClient ? toServer : toClient;
    targets[0] = dst;
    while (src.hasRemaining()) {
      sender.wrap(src, wire);
      wire.flip();
      while (wire.hasRemaining()) {
        receiver.unwrap(wire, targets);
        if (receiver.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
          runTasks(receiver);
        }
      }
      wire.clear();
    }
  }

  /** Says farewell in both directions. */
  void close() throws IOException {
    server.closeOutbound();
    server.wrap(NOTHING, toClient);
    client.unwrap(toClient.flip(), NOTHING);
    toClient.clear();
    client.closeOutbound();
    client.wrap(NOTHING, toServer);
    server.unwrap(toServer.flip(), NOTHING);
    toServer.clear();
  }
}
