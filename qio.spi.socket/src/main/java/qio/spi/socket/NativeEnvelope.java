package qio.spi.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import qio.api.channel.Envelope;
import qio.posix.PeerAddress;

/** An envelope with the address as the kernel writes it. */
final class NativeEnvelope extends Envelope {

  private final PeerAddress peer = new PeerAddress();

  PeerAddress peer() {
    return peer;
  }

  void tell(long size, long taken) {
    received(size, size > taken);
  }

  @Override
  public Optional<String> address() {
    try {
      return peer.isEmpty() ? Optional.empty() : MessageSocket.text(peer.name());
    } catch (IOException e) {
      throw new UncheckedIOException("an address that the kernel has written", e);
    }
  }
}
