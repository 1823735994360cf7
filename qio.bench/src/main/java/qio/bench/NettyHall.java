package qio.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Idle channels of Netty on its event loop, all with one handler. */
final class NettyHall implements Hall {

  /** Has nothing to do but to count those who say hello. */
  @Sharable
  private final class Nobody extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object arrived) {
      ((ByteBuf) arrived).release();
      hellos.release();
    }
  }

  private final NettyLoops loops;
  private final boolean greeting;
  private final Semaphore hellos = new Semaphore(0);

  NettyHall(Setting setting, SslProvider provider) throws IOException {
    loops = new NettyLoops(setting.transport(), provider);
    greeting = setting.transport().isTls();
    Nobody nobody = new Nobody();
    loops.listen(channel -> nobody);
  }

  @Override
  public int port() {
    return loops.port();
  }

  @Override
  public void accept(int count) throws IOException {
    loops.awaitAccepted(count);
    try {
      if (greeting && !hellos.tryAcquire(count, Crew.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("handshakes are not done");
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while clients say hello");
    }
  }

  @Override
  public void close() throws IOException {
    loops.close();
  }
}
