package qio.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Future;
import java.io.IOException;

/** What {@link HandshakeVisits} does, by Netty's handlers. */
final class NettyHandshakes implements Party {

  private final NettyLoops loops;
  private final Rounds rounds = new Rounds(1);
  private final HandshakeCount count;

  /** How many visits are left; the clients' loop counts. */
  private int left;

  NettyHandshakes(Setting setting, boolean resuming, SslProvider provider) throws IOException {
    loops = new NettyLoops(setting.transport(), provider);
    loops.tls().resume(resuming);
    count = new HandshakeCount(loops.tls().setup, resuming);
    loops.listen(channel -> new Doorkeeper());
  }

  @Override
  public void play(int times) throws IOException {
    rounds.begin();
    left = times;
    visit();
    rounds.await();
    count.check();
  }

  private void visit() {
    loops.startConnect(new Visitor()).addListener(this::connected);
  }

  private void connected(Future<? super Void> future) {
    if (!future.isSuccess()) {
      rounds.failed(future.cause());
    }
  }

  private void left() {
    count.visited();
    if (--left == 0) {
      rounds.done();
    } else {
      visit();
    }
  }

  /** Greets and closes. */
  private static final class Doorkeeper extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == SslHandshakeCompletionEvent.SUCCESS) {
        ByteBuf greeting = context.alloc().directBuffer(Long.BYTES).writeZero(Long.BYTES);
        context.writeAndFlush(greeting).addListener(ChannelFutureListener.CLOSE);
      }
    }

    /** The visitor sees that its channel has ended, and tells. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  /** Takes the greeting and waits to be closed. */
  private final class Visitor extends ChannelInboundHandlerAdapter {

    private int greeted;

    @Override
    public void channelRead(ChannelHandlerContext context, Object arrived) {
      ByteBuf bytes = (ByteBuf) arrived;
      greeted += bytes.readableBytes();
      bytes.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (greeted == Long.BYTES) {
        left();
      } else {
        rounds.failed(new IOException("greeted with " + greeted + " bytes"));
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      rounds.failed(cause);
    }
  }

  @Override
  public void close() throws IOException {
    loops.close();
  }
}
