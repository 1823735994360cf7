package qio.bench;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;

/** Idle channels of Netty on its event loop, all with one handler. */
final class NettyHall implements Hall {

  /** Has nothing to do. */
  @Sharable
  private static final class Nobody extends ChannelInboundHandlerAdapter {}

  private final NettyLoops loops = new NettyLoops(Transport.TCP);

  NettyHall() throws IOException {
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
  }

  @Override
  public void close() throws IOException {
    loops.close();
  }
}
