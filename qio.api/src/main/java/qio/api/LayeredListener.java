package qio.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/**
 * A listener whose clients come with layers on. Accepting does not wait for a layer's opening
 * exchange, so that a slow client holds up nobody: it happens with the first transfer, or with
 * {@link QioChannel#handshake}.
 */
final class LayeredListener extends QioListener {

  private final QioAddress address;
  private final QioListener below;
  private final AddressPlan plan;

  LayeredListener(QioAddress address, QioListener below, AddressPlan plan) {
    super(below);
    this.address = address;
    this.below = below;
    this.plan = plan;
  }

  @Override
  public String address() {
    return address.toString();
  }

  @Override
  public String localAddress() {
    return layered(below.localAddress());
  }

  @Override
  public List<String> localAddresses() {
    return below.localAddresses().stream().map(this::layered).toList();
  }

  private String layered(String local) {
    return String.join("+", address.layers()) + "+" + local;
  }

  @Override
  protected Optional<QioChannel> ioAccept() throws IOException {
    Optional<QioChannel> client = below.tryAccept();
    return client.isEmpty() ? client : Optional.of(plan.putOn(client.get()));
  }
}
