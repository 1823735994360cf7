package qio.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/**
 * An engine of the JDK over a blocking {@link SocketChannel}, with as little between them as can
 * be: several records are wrapped before each write, and several are unwrapped after each read,
 * straight into the buffer of the caller. It knows nothing of time limits, of close sequences, of
 * errors, or of more than one thread for each direction. Its buffers are on the heap, where the
 * JDK's AES-GCM is fastest; the channel copies them. The limit of what a layer could do.
 */
final class EngineConnection implements Connection {

  /** Records a write: as many as 64 KiB make, 16,367 bytes each and a rest. */
  private static final int SENT = 5;

  /** Records a read. */
  private static final int RECEIVED = 8;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SSLEngine engine;
  private final int packet;

  /** What is to be sent. */
  private final ByteBuffer out;

  /** What has been received and not unwrapped. */
  private final ByteBuffer in;

  /** What has been unwrapped and found no room at the caller's. */
  private final ByteBuffer rest;

  /** The caller's buffer, and the rest: a record needs more room than its bytes take. */
  private final ByteBuffer[] targets = new ByteBuffer[2];

  private boolean shaken; // guarded by engine

  EngineConnection(SocketChannel channel, SSLEngine engine) {
    this.channel = channel;
    this.engine = engine;
    this.packet = engine.getSession().getPacketBufferSize();
    this.out = ByteBuffer.allocate(SENT * packet);
    this.in = ByteBuffer.allocate(RECEIVED * packet).limit(0);
    this.rest = ByteBuffer.allocate(packet).limit(0);
    targets[1] = rest;
  }

  @Override
  public void sendAll(ByteBuffer src) throws IOException {
    handshake();
    while (src.hasRemaining()) {
      out.clear();
      do {
        engine.wrap(src, out);
      } while (src.hasRemaining() && out.remaining() >= packet);
      flush();
    }
  }

  private void flush() throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  @Override
  public boolean receiveFully(ByteBuffer dst) throws IOException {
    handshake();
    targets[0] = dst;
    while (dst.hasRemaining()) {
      if (rest.hasRemaining()) {
        take(dst);
        continue;
      }
      rest.clear();
      SSLEngineResult result = engine.unwrap(in, targets);
      rest.flip();
      if (result.getStatus() == Status.CLOSED
          || result.getStatus() == Status.BUFFER_UNDERFLOW && !fill()) {
        if (dst.position() > 0 || result.getStatus() != Status.CLOSED) {
          throw new EOFException("the stream was cut off");
        }
        return false;
      }
      if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        runTasks();
      }
    }
    return true;
  }

  private void take(ByteBuffer dst) {
    int part = Math.min(dst.remaining(), rest.remaining());
    dst.put(dst.position(), rest, rest.position(), part);
    dst.position(dst.position() + part);
    rest.position(rest.position() + part);
  }

  private boolean fill() throws IOException {
    in.compact();
    int count = channel.read(in);
    in.flip();
    return count > 0;
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /** Shakes hands if that is not done. */
  private void handshake() throws IOException {
    synchronized (engine) {
      while (!shaken) {
        step();
      }
    }
  }

  private void step() throws IOException {
    HandshakeStatus status = engine.getHandshakeStatus();
    switch (status) {
      case NEED_TASK -> runTasks();
      case NEED_WRAP -> {
        engine.wrap(NOTHING, out.clear());
        flush();
      }
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        SSLEngineResult result = engine.unwrap(in, rest.clear());
        rest.flip();
        if (result.getStatus() == Status.BUFFER_UNDERFLOW && !fill()) {
          throw new EOFException("the handshake was cut off");
        }
      }
      default -> begin();
    }
  }

  /** Before the handshake an engine is in the same state as after it. */
  private void begin() throws IOException {
    if (engine.getSession().getProtocol().equals(TlsSetup.VERSION)) {
      shaken = true;
    } else {
      engine.beginHandshake();
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      engine.closeOutbound();
      engine.wrap(NOTHING, out.clear());
      flush();
    }
  }
}
