package qio.spi.socket;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import qio.api.channel.ChannelOption;

/**
 * Gives a socket of {@code java.nio} the options that its user wants, as far as the JDK has them.
 */
final class NioOptions {

  private NioOptions() {}

  /**
   * Refuses what the JDK has no option for.
   *
   * @throws java.net.SocketException if one was given; the message says what has it
   */
  static void check(StreamSettings settings) throws IOException {
    TcpSettings tcp = settings.tcp();
    refuse(tcp.keepAliveIdle().isPresent(), TcpOptions.KEEPALIVE_IDLE);
    refuse(tcp.keepAliveInterval().isPresent(), TcpOptions.KEEPALIVE_INTERVAL);
    refuse(tcp.keepAliveCount().isPresent(), TcpOptions.KEEPALIVE_COUNT);
    refuse(tcp.userTimeout().isPresent(), TcpOptions.USER_TIMEOUT);
    refuse(tcp.mark().isPresent(), TcpOptions.MARK);
  }

  private static void refuse(boolean given, ChannelOption<?> option) throws IOException {
    if (given) {
      throw NioEngine.lacks("cannot set " + option);
    }
  }

  /** What is to be set before connecting. */
  static void setUnconnected(SocketChannel socket, StreamSettings settings) throws IOException {
    set(socket, StandardSocketOptions.SO_SNDBUF, settings.sendBuffer().orElse(null));
    set(socket, StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer().orElse(null));
    set(socket, StandardSocketOptions.IP_TOS, settings.tcp().typeOfService().orElse(null));
  }

  /** What holds for a connection, and must be set for each one. */
  static void setConnected(SocketChannel socket, StreamSettings settings) throws IOException {
    if (!socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      return;
    }
    socket.setOption(StandardSocketOptions.TCP_NODELAY, settings.noDelay());
    if (settings.tcp().keepAlive()) {
      socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }
    set(socket, StandardSocketOptions.SO_LINGER, settings.tcp().linger().orElse(null));
  }

  /** What an accepted socket does not get from its listener, which has no such options. */
  static void setAccepted(SocketChannel socket, StreamSettings settings) throws IOException {
    set(socket, StandardSocketOptions.SO_SNDBUF, settings.sendBuffer().orElse(null));
    set(socket, StandardSocketOptions.IP_TOS, settings.tcp().typeOfService().orElse(null));
    setConnected(socket, settings);
  }

  /** {@code SO_REUSEADDR} is set by the JDK where it means what it means on Linux. */
  static void setListening(ServerSocketChannel socket, StreamSettings settings) throws IOException {
    set(socket, StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer().orElse(null));
    if (!settings.reuseAddress()) {
      set(socket, StandardSocketOptions.SO_REUSEADDR, false);
    }
    if (settings.reusePort()) {
      set(socket, StandardSocketOptions.SO_REUSEPORT, true);
    }
  }

  private static <T> void set(NetworkChannel socket, SocketOption<T> option, @Nullable T value)
      throws IOException {
    if (value == null) {
      return;
    }
    if (!socket.supportedOptions().contains(option)) {
      throw NioEngine.lacks("cannot set " + option.name() + " on this socket");
    }
    socket.setOption(option, value);
  }
}
