package qio.bench.frames;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import qio.api.layer.BufferPool;
import qio.api.layer.ByteSink;
import qio.spi.websocket.frame.MaskKeys;
import qio.spi.websocket.frame.Outbound;

/**
 * As the layer {@code ws} does it, with {@code frame-size} so large that a message is one frame, as
 * it is for Netty.
 */
final class QioSender implements Sender {

  private final ByteBuffer[] message;
  private final Outbound frames;
  private final ByteSink sink = this::take;
  private final Kernel kernel = new Kernel();
  private int bytes;

  QioSender(byte[] message, boolean masked) {
    this.message = new ByteBuffer[] {ByteBuffer.allocateDirect(message.length).put(message)};
    int frameSize = Math.max(message.length, QioReceiver.FRAME);
    BufferPool pool = new BufferPool(Outbound.capacity(frameSize));
    this.frames = new Outbound(false, frameSize, pool, masked ? new MaskKeys() : null, null);
  }

  private int take(ByteBuffer frame) {
    int n = kernel.take(frame);
    bytes += n;
    return n;
  }

  @Override
  public long send() throws IOException {
    bytes = 0;
    send(sink);
    return bytes;
  }

  private void send(ByteSink to) throws IOException {
    ByteBuffer source = message[0].clear();
    while (source.hasRemaining()) {
      frames.send(message, 0, 1, to);
    }
  }

  @Override
  public byte[] wire() throws IOException {
    var copy = new ByteArrayOutputStream();
    send(
        frame -> {
          byte[] all = new byte[frame.remaining()];
          frame.get(all);
          copy.writeBytes(all);
          return all.length;
        });
    return copy.toByteArray();
  }

  @Override
  public void close() {
    frames.release();
  }
}
