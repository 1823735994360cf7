package qio.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The answering end of a {@link Talk}. It looks at the bytes where Netty has put them, and copies
 * nothing. Its state is the event loop's.
 */
final class NettyServer extends ChannelInboundHandlerAdapter {

  private final Talk talk;
  private final ByteBuffer reply;
  private long sum;
  private int messages;

  /** How many bytes of the present message have come. */
  private int position;

  NettyServer(Talk talk) {
    this.talk = talk;
    this.reply = Payload.message(talk.reply());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object arrived) throws IOException {
    if (arrived instanceof FileDescriptor descriptor) {
      descriptor.close();
      sum++;
      messageDone(context);
      return;
    }
    ByteBuf bytes = (ByteBuf) arrived;
    try {
      take(context, bytes);
    } finally {
      bytes.release();
    }
  }

  private void take(ChannelHandlerContext context, ByteBuf bytes) {
    while (bytes.isReadable()) {
      int part = Math.min(bytes.readableBytes(), talk.size() - position);
      int skipped = -position & (Payload.STRIDE - 1);
      for (int i = skipped; i < part; i += Payload.STRIDE) {
        sum += bytes.getUnsignedByte(bytes.readerIndex() + i);
      }
      bytes.skipBytes(part);
      position += part;
      if (position == talk.size()) {
        position = 0;
        messageDone(context);
      }
    }
  }

  private void messageDone(ChannelHandlerContext context) {
    if (++messages == talk.burst()) {
      ByteBuf answer = context.alloc().directBuffer(talk.reply());
      answer.writeBytes(reply.putLong(0, sum).clear());
      messages = 0;
      sum = 0;
      context.writeAndFlush(answer, context.voidPromise());
    }
  }

  /** The client sees that its channel has ended, and tells. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
