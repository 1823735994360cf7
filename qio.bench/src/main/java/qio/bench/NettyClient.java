package qio.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.FileDescriptor;

/** The asking end of a {@link Talk}. Its state is the event loop's. */
final class NettyClient extends ChannelInboundHandlerAdapter {

  private final Talk talk;
  private final FileDescriptor passed;
  private final Rounds rounds;
  private final Latencies.Stopwatch stopwatch;
  private final ByteBuf message;
  private final ByteBuf reply;
  private volatile ChannelHandlerContext context; // written when the channel is set up
  private int times;
  private int unsent;

  NettyClient(Talk talk, FileDescriptor passed, Rounds rounds) {
    this.talk = talk;
    this.passed = passed;
    this.rounds = rounds;
    this.stopwatch = talk.latencies().stopwatch();
    this.message = Unpooled.wrappedBuffer(Payload.message(talk.size()));
    this.reply = Unpooled.directBuffer(talk.reply(), talk.reply());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ignored) {
    message.release();
    reply.release();
  }

  /** Sends the first burst. Called on the event loop. */
  void begin(int count) {
    times = count;
    beginBurst();
  }

  private void beginBurst() {
    stopwatch.begin();
    unsent = talk.burst();
    send();
  }

  /** Writes as long as the channel takes it. */
  private void send() {
    while (unsent > 0 && context.channel().isWritable()) {
      unsent--;
      if (talk.descriptors()) {
        context.write(passed, context.voidPromise());
      } else {
        context.write(message.retainedDuplicate(), context.voidPromise());
      }
    }
    context.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ignored) {
    if (unsent > 0 && context.channel().isWritable()) {
      send();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ignored, Object arrived) {
    ByteBuf bytes = (ByteBuf) arrived;
    try {
      reply.writeBytes(bytes);
    } finally {
      bytes.release();
    }
    if (!reply.isWritable()) {
      talk.check(reply.getLong(0));
      stopwatch.end();
      reply.clear();
      next();
    }
  }

  private void next() {
    if (--times == 0) {
      rounds.done();
      return;
    }
    beginBurst();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
    rounds.failed(cause);
    context.close();
  }
}
