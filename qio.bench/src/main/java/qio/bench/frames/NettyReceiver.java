package qio.bench.frames;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Netty's decoder, called without its pipeline. It finds the whole message in one direct buffer,
 * where in a pipeline it would have to wait for a large one and gather it.
 */
final class NettyReceiver implements Receiver {

  private static final int LARGEST = 1 << 24;

  /** Lets its method be called. */
  private static final class Decoder extends WebSocket13FrameDecoder {
    Decoder(boolean masked) {
      super(masked, false, LARGEST);
    }

    void messages(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws IOException {
      try {
        while (in.isReadable()) {
          decode(context, in, out);
        }
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }

  private final byte[] wire;
  private final Decoder decoder;
  private final EmbeddedChannel channel;
  private final ChannelHandlerContext context;
  private final ByteBuf in;
  private final List<Object> out = new ArrayList<>();

  NettyReceiver(byte[] wire, boolean masked) {
    this.wire = wire;
    decoder = new Decoder(masked);
    channel = new EmbeddedChannel(decoder);
    context = channel.pipeline().context(decoder);
    in = channel.alloc().directBuffer(wire.length);
  }

  @Override
  public long receive() throws IOException {
    in.clear().writeBytes(wire);
    decoder.messages(context, in, out);
    ByteBuf message = out.size() == 1 ? content(0) : all();
    long sum = Message.sum(message.readableBytes(), message::getByte);
    message.release();
    out.clear();
    return sum;
  }

  private ByteBuf content(int frame) {
    return ((BinaryWebSocketFrame) out.get(frame)).content();
  }

  /** Several frames, as QIO sends a large message; not measured. */
  private ByteBuf all() {
    ByteBuf[] contents = new ByteBuf[out.size()];
    Arrays.setAll(contents, this::content);
    return Unpooled.wrappedBuffer(contents.length, contents);
  }

  @Override
  public void close() {
    in.release();
    channel.finishAndReleaseAll();
  }
}
