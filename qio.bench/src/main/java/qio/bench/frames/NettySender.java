package qio.bench.frames;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Netty's encoder, called without its pipeline, which would take time and has no part in this. The
 * message is in a direct buffer, from which a transport can send it, and is one frame. What is not
 * masked is not copied.
 */
final class NettySender implements Sender {

  /** Lets its method be called. */
  private static final class Encoder extends WebSocket13FrameEncoder {
    Encoder(boolean masked) {
      super(masked);
    }

    void frames(ChannelHandlerContext context, BinaryWebSocketFrame message, List<Object> out)
        throws IOException {
      try {
        encode(context, message, out);
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }

  private final Encoder encoder;
  private final EmbeddedChannel channel;
  private final ChannelHandlerContext context;
  private final ByteBuf message;
  private final List<Object> out = new ArrayList<>();
  private final Kernel kernel = new Kernel();

  NettySender(byte[] message, boolean masked) {
    encoder = new Encoder(masked);
    channel = new EmbeddedChannel(encoder);
    context = channel.pipeline().context(encoder);
    this.message = channel.alloc().directBuffer(message.length).writeBytes(message);
  }

  private void encode() throws IOException {
    BinaryWebSocketFrame frame = new BinaryWebSocketFrame(message.retainedDuplicate());
    try {
      encoder.frames(context, frame, out);
    } finally {
      frame.release();
    }
  }

  @Override
  public long send() throws IOException {
    encode();
    int bytes = 0;
    for (int i = 0; i < out.size(); i++) {
      ByteBuf part = (ByteBuf) out.get(i);
      bytes += kernel.take(part);
      part.release();
    }
    out.clear();
    return bytes;
  }

  @Override
  public byte[] wire() throws IOException {
    encode();
    var copy = new ByteArrayOutputStream();
    for (Object each : out) {
      ByteBuf part = (ByteBuf) each;
      byte[] bytes = new byte[part.readableBytes()];
      part.readBytes(bytes);
      copy.writeBytes(bytes);
      part.release();
    }
    out.clear();
    return copy.toByteArray();
  }

  @Override
  public void close() {
    message.release();
    channel.finishAndReleaseAll();
  }
}
