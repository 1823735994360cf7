package qio.bench;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Optional;

/** What Netty's event loops stand on. */
enum NettyTransport {
  /** Its own epoll. */
  EPOLL(EpollSocketChannel.class, EpollServerSocketChannel.class) {
    @Override
    IoHandlerFactory handlers() {
      return EpollIoHandler.newFactory();
    }
  },
  /** The JDK's selector. */
  NIO(NioSocketChannel.class, NioServerSocketChannel.class) {
    @Override
    IoHandlerFactory handlers() {
      return NioIoHandler.newFactory();
    }
  },
  /** Its own io_uring. */
  IO_URING(IoUringSocketChannel.class, IoUringServerSocketChannel.class) {
    @Override
    IoHandlerFactory handlers() {
      return IoUringIoHandler.newFactory();
    }

    @Override
    Optional<String> obstacle() {
      return IoUring.isAvailable()
          ? Optional.empty()
          : Optional.of("finds no io_uring that it may use in this kernel");
    }
  };

  /** What TCP clients are. */
  final Class<? extends Channel> client;

  /** What TCP servers are. */
  final Class<? extends ServerChannel> server;

  NettyTransport(Class<? extends Channel> client, Class<? extends ServerChannel> server) {
    this.client = client;
    this.server = server;
  }

  abstract IoHandlerFactory handlers();

  /** Why it cannot be used here; empty if it can. */
  Optional<String> obstacle() {
    return Optional.empty();
  }
}
