package qio.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Bursts in both directions at once, over channels of Netty: the same handler at both ends. */
final class NettyBothWays implements Party {

  private final NettyLoops loops;
  private final Talk talk;
  private final Rounds rounds;
  private final List<End> ends = new CopyOnWriteArrayList<>();

  NettyBothWays(Setting setting, Talk talk, SslProvider provider) throws IOException {
    this.talk = talk;
    rounds = new Rounds(2 * setting.connections());
    loops = new NettyLoops(setting.transport(), provider);
    loops.listen(channel -> end());
    for (int i = 0; i < setting.connections(); i++) {
      loops.connect(end());
      loops.awaitAccepted(1);
    }
  }

  private End end() {
    End end = new End();
    ends.add(end);
    return end;
  }

  @Override
  public void play(int times) throws IOException {
    rounds.begin();
    for (End end : ends) {
      end.context.executor().execute(() -> end.begin(times));
    }
    rounds.await();
  }

  @Override
  public void close() throws IOException {
    loops.close();
  }

  /** Its state is the event loop's. */
  private final class End extends ChannelInboundHandlerAdapter {

    private final ByteBuf message = Unpooled.wrappedBuffer(Payload.message(talk.size()));
    private volatile ChannelHandlerContext context; // written when the channel is set up
    private boolean playing;
    private int unsent;
    private int missing;
    private long sum;
    private int messages;

    /** How many bytes of the present message have come. */
    private int position;

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
      context = added;
    }

    void begin(int times) {
      playing = true;
      unsent = times * talk.burst();
      missing += unsent; // what comes from an end that began earlier has been counted
      send();
      finish();
    }

    /** Writes as long as the channel takes it. */
    private void send() {
      while (unsent > 0 && context.channel().isWritable()) {
        unsent--;
        context.write(message.retainedDuplicate(), context.voidPromise());
      }
      context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ignored) {
      if (unsent > 0 && context.channel().isWritable()) {
        send();
        finish();
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object arrived) {
      ByteBuf bytes = (ByteBuf) arrived;
      try {
        take(bytes);
      } finally {
        bytes.release();
      }
    }

    private void take(ByteBuf bytes) {
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
          messageDone();
        }
      }
    }

    private void messageDone() {
      if (++messages == talk.burst()) {
        talk.check(sum);
        messages = 0;
        sum = 0;
      }
      missing--;
      finish();
    }

    /** Done when all is written and all has come; both may end it. */
    private void finish() {
      if (playing && unsent == 0 && missing == 0) {
        playing = false;
        rounds.done();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
      rounds.failed(cause);
      context.close();
    }
  }
}
