package qio.bench;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Talks over channels of Netty, by handlers on its event loops: one for each end. */
final class NettyTalk implements Party {

  private final NettyLoops loops;

  /** Null if no descriptors are sent. */
  private final FileDescriptor passed;

  private final List<NettyClient> clients = new ArrayList<>();
  private final Rounds rounds;

  NettyTalk(NettyTransport netty, Setting setting, Talk talk, SslProvider provider)
      throws IOException {
    rounds = new Rounds(setting.connections());
    loops =
        new NettyLoops(netty, setting.transport(), provider); // loads what is native, needed below
    passed = talk.descriptors() ? FileDescriptor.from(new File("/dev/null")) : null;
    loops.listen(channel -> server(channel, talk));
    if (setting.idle() > 0) {
      Crowd.come(setting.transport(), loops.port(), setting.idle(), loops::awaitAccepted);
    }
    for (int i = 0; i < setting.connections(); i++) {
      NettyClient client = new NettyClient(talk, passed, rounds);
      clients.add(client);
      loops.connect(client);
    }
  }

  private static ChannelHandler server(Channel channel, Talk talk) {
    if (talk.descriptors()) {
      channel
          .config()
          .setOption(
              EpollChannelOption.DOMAIN_SOCKET_READ_MODE, DomainSocketReadMode.FILE_DESCRIPTORS);
    }
    return new NettyServer(talk);
  }

  @Override
  public void play(int times) throws IOException {
    rounds.begin();
    loops.execute(() -> clients.forEach(client -> client.begin(times)));
    rounds.await();
  }

  @Override
  public void close() throws IOException {
    Crowd.leave();
    loops.close();
    if (passed != null) {
      passed.close();
    }
  }
}
