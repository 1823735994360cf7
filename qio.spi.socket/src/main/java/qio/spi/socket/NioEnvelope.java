package qio.spi.socket;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import qio.api.channel.Envelope;
import qio.posix.SocketName;

/** An envelope with an address of {@code java.nio}. */
final class NioEnvelope extends Envelope {

  private @Nullable SocketAddress peer;

  @Nullable SocketAddress peer() {
    return peer;
  }

  void address(SocketAddress to) {
    peer = to;
  }

  void tell(SocketAddress from, long size, long taken) {
    peer = from;
    received(size, size > taken);
  }

  @Override
  public Optional<String> address() {
    return peer instanceof InetSocketAddress inet
        ? MessageSocket.text(new SocketName.Inet(inet.getAddress(), inet.getPort()))
        : Optional.empty();
  }
}
