package qio.bench;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Future;
import java.io.IOException;

/** Connections that Netty makes, accepts and closes again, the server's end first. */
final class NettyVisits implements Party {

  private final NettyLoops loops;
  private final Rounds rounds = new Rounds(1);

  /** How many visits are left; the clients' loop counts. */
  private int left;

  NettyVisits(Setting setting) throws IOException {
    loops = new NettyLoops(setting.transport(), SslProvider.JDK);
    loops.listen(channel -> new Doorkeeper());
  }

  @Override
  public void play(int times) throws IOException {
    rounds.begin();
    left = times;
    visit();
    rounds.await();
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
    if (--left == 0) {
      rounds.done();
    } else {
      visit();
    }
  }

  /** Closes whoever comes. */
  private static final class Doorkeeper extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.close();
    }
  }

  /** Waits to be closed. */
  private final class Visitor extends ChannelInboundHandlerAdapter {
    @Override
    public void channelInactive(ChannelHandlerContext context) {
      left();
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
