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

  private final byte[] wire;
  private final ByteBuffer message;
  private final Inbound frames;
  private final ByteSource source = this::give;
  private int given;

  QioReceiver(byte[] wire, int size, boolean masked) {
    this.wire = wire;
    this.message = ByteBuffer.allocate(size);
    FrameLimits limits = new FrameLimits(masked, false, false, Long.MAX_VALUE, Long.MAX_VALUE);
    this.frames = new Inbound(limits, new BufferPool(Outbound.capacity(QioSender.FRAME)), null);
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
    byte[] got = message.array();
    return Message.sum(got.length, i -> got[i]);
  }

  @Override
  public void close() {
    frames.release();
  }
}
