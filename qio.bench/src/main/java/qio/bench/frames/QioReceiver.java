package qio.bench.frames;

import java.io.IOException;
import java.nio.ByteBuffer;
import qio.api.layer.BufferPool;
import qio.api.layer.ByteSource;
import qio.spi.websocket.frame.FrameLimits;
import qio.spi.websocket.frame.Inbound;
import qio.spi.websocket.frame.Outbound;

/** As the layer {@code ws} does it: into the buffer of who reads. */
final class QioReceiver implements Receiver {

  /** The default of {@code frame-size}. */
  static final int FRAME = 64 * 1024;

  private final byte[] wire;
  private final ByteBuffer message;
  private final Inbound frames;
  private final ByteSource source = this::give;
  private int given;

  QioReceiver(byte[] wire, int size, boolean masked) {
    this.wire = wire;
    this.message = ByteBuffer.allocateDirect(size);
    FrameLimits limits = new FrameLimits(masked, false, false, Long.MAX_VALUE, Long.MAX_VALUE);
    this.frames = new Inbound(limits, new BufferPool(Outbound.capacity(FRAME)), null);
  }

  private int give(ByteBuffer dst) {
    int n = Math.min(dst.remaining(), wire.length - given);
    dst.put(wire, given, n);
    given += n;
    return n;
  }

  @Override
  public long receive() throws IOException {
    given = 0;
    message.clear();
    while (message.hasRemaining()) {
      frames.step(message);
      if (frames.delivered() == 0) {
        frames.receive(source, message);
      }
    }
    return Message.sum(message.capacity(), message::get);
  }

  @Override
  public void close() {
    frames.release();
  }
}
