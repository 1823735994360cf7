package qio.spi.socket;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;

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
    refuse(tcp.keepAliveIdle(), TcpOptions.KEEPALIVE_IDLE.name());
    refuse(tcp.keepAliveInterval(), TcpOptions.KEEPALIVE_INTERVAL.name());
    refuse(tcp.keepAliveCount(), TcpOptions.KEEPALIVE_COUNT.name());
    refuse(tcp.userTimeout(), TcpOptions.USER_TIMEOUT.name());
    refuse(tcp.mark(), TcpOptions.MARK.name());
  }

  private static void refuse(Optional<Integer> value, String option) throws IOException {
    if (value.isPresent()) {
      throw NioEngine.lacks("cannot set " + option);
    }
  }

  /** What is to be set before connecting. */
  static void setUnconnected(SocketChannel socket, StreamSettings settings) throws IOException {
    set(socket, StandardSocketOptions.SO_SNDBUF, settings.sendBuffer());
    set(socket, StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer());
    set(socket, StandardSocketOptions.IP_TOS, settings.tcp().typeOfService());
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
    set(socket, StandardSocketOptions.SO_LINGER, settings.tcp().linger());
  }

  /** What an accepted socket does not get from its listener, which has no such options. */
  static void setAccepted(SocketChannel socket, StreamSettings settings) throws IOException {
    set(socket, StandardSocketOptions.SO_SNDBUF, settings.sendBuffer());
    set(socket, StandardSocketOptions.IP_TOS, settings.tcp().typeOfService());
    setConnected(socket, settings);
  }

  /** {@code SO_REUSEADDR} is set by the JDK where it means what it means on Linux. */
  static void setListening(ServerSocketChannel socket, StreamSettings settings) throws IOException {
    set(socket, StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer());
    if (!settings.reuseAddress()) {
      set(socket, StandardSocketOptions.SO_REUSEADDR, Optional.of(false));
    }
    if (settings.reusePort()) {
      set(socket, StandardSocketOptions.SO_REUSEPORT, Optional.of(true));
    }
  }

  private static <T> void set(NetworkChannel socket, SocketOption<T> option, Optional<T> value)
      throws IOException {
    if (value.isEmpty()) {
      return;
    }
    if (!socket.supportedOptions().contains(option)) {
      throw NioEngine.lacks("cannot set " + option.name() + " on this socket");
    }
    socket.setOption(option, value.get());
  }
}
