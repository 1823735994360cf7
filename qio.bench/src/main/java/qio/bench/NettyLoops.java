package qio.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Netty with an event loop for the clients and one for the servers, as there is at least a
 * processor for each.
 */
final class NettyLoops implements AutoCloseable {

  private static final int BACKLOG = 1024;

  private final NettyTransport netty;
  private final Transport transport;
  private final Optional<NettyTls> tls;
  private final EventLoopGroup clients;
  private final EventLoopGroup servers;

  /** One permit for each channel that {@link #awaitAccepted} has not been told of yet. */
  private final Semaphore accepted = new Semaphore(0);

  // written before anybody connects
  private SocketAddress address;

  /** Starts loops on epoll. */
  NettyLoops(Transport transport, SslProvider provider) throws IOException {
    this(NettyTransport.EPOLL, transport, provider);
  }

  /**
   * Starts the loops.
   *
   * @param netty what they stand on
   * @param provider makes the engines, if there is TLS
   */
  NettyLoops(NettyTransport netty, Transport transport, SslProvider provider) throws IOException {
    this.netty = netty;
    this.clients = new MultiThreadIoEventLoopGroup(1, netty.handlers());
    this.servers = new MultiThreadIoEventLoopGroup(1, netty.handlers());
    this.transport = transport;
    this.tls =
        transport.isTls() ? Optional.of(new NettyTls(transport, provider)) : Optional.empty();
    this.address =
        isUnix()
            ? new DomainSocketAddress(Door.freshPath().toFile())
            : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private boolean isUnix() {
    return transport == Transport.UNIX;
  }

  /** What TLS was made of. */
  NettyTls tls() {
    return tls.orElseThrow();
  }

  void listen(Function<Channel, ChannelHandler> handlers) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(servers)
            .channel(isUnix() ? EpollServerDomainSocketChannel.class : netty.server)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    tls.ifPresent(
                        with -> channel.pipeline().addLast(with.ofServer(channel.alloc())));
                    channel.pipeline().addLast(handlers.apply(channel));
                    accepted.release();
                  }
                });
    if (!isUnix()) {
      bootstrap.childOption(ChannelOption.TCP_NODELAY, true);
    }
    ChannelFuture bound = bootstrap.bind(address);
    await(bound);
    address = bound.channel().localAddress();
  }

  /** Where it listens, if that is TCP. */
  int port() {
    return ((InetSocketAddress) address).getPort();
  }

  /** Runs a task on the loop of the clients. */
  void execute(Runnable task) {
    clients.execute(task);
  }

  /** Waits until so many more have been accepted. */
  void awaitAccepted(int count) throws IOException {
    try {
      if (!accepted.tryAcquire(count, Crew.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("clients wait to be accepted");
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while clients are accepted");
    }
  }

  void connect(ChannelHandler handler) throws IOException {
    await(startConnect(handler));
  }

  ChannelFuture startConnect(ChannelHandler handler) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(clients)
            .channel(isUnix() ? EpollDomainSocketChannel.class : netty.client)
            .handler(tls.isPresent() ? secured(tls.get(), handler) : handler);
    if (!isUnix()) {
      bootstrap.option(ChannelOption.TCP_NODELAY, true);
    }
    return bootstrap.connect(address);
  }

  private ChannelHandler secured(NettyTls with, ChannelHandler handler) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(with.ofClient(channel.alloc(), port()), handler);
      }
    };
  }

  private static void await(ChannelFuture future) throws IOException {
    if (!future.awaitUninterruptibly(Crew.LIMIT.toMillis())) {
      throw new IOException("no answer from the event loop");
    }
    if (!future.isSuccess()) {
      throw new IOException(future.cause());
    }
  }

  /** Ends the loops, and with them every channel. */
  @Override
  public void close() throws IOException {
    long limit = Crew.LIMIT.toSeconds();
    clients.shutdownGracefully(0, limit, TimeUnit.SECONDS);
    servers.shutdownGracefully(0, limit, TimeUnit.SECONDS);
    if (!clients.terminationFuture().awaitUninterruptibly(Crew.LIMIT.toMillis())
        || !servers.terminationFuture().awaitUninterruptibly(Crew.LIMIT.toMillis())) {
      throw new IOException("an event loop does not end");
    }
  }
}
