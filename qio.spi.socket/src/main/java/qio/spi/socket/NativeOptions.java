package qio.spi.socket;

import java.io.IOException;
import java.net.Inet6Address;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import qio.posix.PosixDescriptor;
import qio.posix.PosixSocketOption;
import qio.posix.PosixSockets;
import qio.posix.SocketName;

/** Gives a socket of Linux the options that its user wants, before it connects or listens. */
final class NativeOptions {

  private static final int ON = 1;
  private static final int OFF = 0;

  private NativeOptions() {}

  /** What accepted tcp sockets inherit from their listener on Linux, so it is set there once. */
  static void set(PosixDescriptor socket, SocketName place, StreamSettings settings)
      throws IOException {
    setBuffers(socket, settings);
    if (!(place instanceof SocketName.Inet inet)) {
      return;
    }
    TcpSettings tcp = settings.tcp();
    if (settings.noDelay()) {
      PosixSockets.setOption(socket, PosixSocketOption.NO_DELAY, ON);
    }
    if (tcp.keepAlive()) {
      PosixSockets.setOption(socket, PosixSocketOption.KEEP_ALIVE, ON);
      set(socket, PosixSocketOption.KEEP_IDLE, tcp.keepAliveIdle().orElse(null));
      set(socket, PosixSocketOption.KEEP_INTERVAL, tcp.keepAliveInterval().orElse(null));
      set(socket, PosixSocketOption.KEEP_COUNT, tcp.keepAliveCount().orElse(null));
    }
    set(socket, PosixSocketOption.USER_TIMEOUT, tcp.userTimeout().orElse(null));
    if (tcp.linger().isPresent()) {
      PosixSockets.setLinger(socket, OptionalInt.of(tcp.linger().get()));
    }
    setService(socket, inet, tcp.typeOfService().orElse(null));
    setMark(socket, tcp.mark().orElse(null));
  }

  /** What accepted UNIX sockets do not inherit. */
  static void setBuffers(PosixDescriptor socket, StreamSettings settings) throws IOException {
    set(socket, PosixSocketOption.SEND_BUFFER, settings.sendBuffer().orElse(null));
    set(socket, PosixSocketOption.RECEIVE_BUFFER, settings.receiveBuffer().orElse(null));
  }

  /** What a listener alone has. */
  static void setListening(PosixDescriptor socket, SocketName.Inet inet, StreamSettings settings)
      throws IOException {
    PosixSockets.setOption(
        socket, PosixSocketOption.REUSE_ADDRESS, settings.reuseAddress() ? ON : OFF);
    if (settings.reusePort()) {
      PosixSockets.setOption(socket, PosixSocketOption.REUSE_PORT, ON);
    }
    if (isEveryV6(inet)) {
      setSixAlone(socket, settings.families().sixAlone());
    }
  }

  static void setSixAlone(PosixDescriptor socket, boolean alone) throws IOException {
    PosixSockets.setOption(socket, PosixSocketOption.IPV6_ONLY, alone ? ON : OFF);
  }

  static boolean isEveryV6(SocketName place) {
    return place instanceof SocketName.Inet inet
        && inet.address() instanceof Inet6Address v6
        && v6.isAnyLocalAddress();
  }

  private static void set(PosixDescriptor socket, PosixSocketOption option, @Nullable Integer value)
      throws IOException {
    if (value != null) {
      PosixSockets.setOption(socket, option, value);
    }
  }

  /** An IPv6 socket may speak IPv4 as well, and then has both. */
  private static void setService(
      PosixDescriptor socket, SocketName.Inet inet, @Nullable Integer service) throws IOException {
    set(socket, PosixSocketOption.TYPE_OF_SERVICE, service);
    if (inet.address() instanceof Inet6Address) {
      set(socket, PosixSocketOption.TRAFFIC_CLASS, service);
    }
  }

  private static void setMark(PosixDescriptor socket, @Nullable Integer mark) throws IOException {
    try {
      set(socket, PosixSocketOption.MARK, mark);
    } catch (IOException e) {
      throw new SettingRefused(
          TcpOptions.MARK.name(),
          Trouble.of(e),
          SocketFailures.reason(e) + "; it needs the capability CAP_NET_ADMIN; leave it out",
          e);
    }
  }
}
