package qio.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import qio.api.channel.Descriptor;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.spi.ChannelProvider;
import qio.api.spi.Layer;
import qio.api.spi.LayerProvider;
import qio.api.spi.LayerRequest;
import qio.api.spi.LayerRole;
import qio.api.spi.OptionValues;

/**
 * An address with its providers found, its options checked and its layers prepared, so that
 * everything that can be wrong in it is known before the first connection is made.
 */
final class AddressPlan {

  private final ProviderRegistry registry;
  private final QioAddress address;
  private final ChannelProvider transport;
  private final OptionValues transportOptions;

  /** Innermost first: the order in which they are put on. */
  private final List<Layer> layers;

  private AddressPlan(
      ProviderRegistry registry,
      QioAddress address,
      ChannelProvider transport,
      OptionValues transportOptions,
      List<Layer> layers) {
    this.registry = registry;
    this.address = address;
    this.transport = transport;
    this.transportOptions = transportOptions;
    this.layers = layers;
  }

  static AddressPlan of(
      ProviderRegistry registry, QioAddress address, QioOptions options, LayerRole role)
      throws IOException {
    List<InstalledProvider> stack = new ArrayList<>();
    for (String layer : address.layers()) {
      stack.add(registry.layer(address.toString(), layer));
    }
    InstalledProvider transport = registry.transport(address);
    stack.add(transport);
    var resolution = new OptionResolution(address.toString(), stack, address.parameters(), options);
    var provider = (ChannelProvider) Objects.requireNonNull(transport.provider());
    OptionValues transportOptions = resolution.valuesFor(transport);
    provider.check(address.endpoint(), transportOptions);
    List<Layer> layers = new ArrayList<>();
    for (InstalledProvider layer : stack.subList(0, stack.size() - 1).reversed()) {
      var request =
          new LayerRequest(role, Optional.of(address.endpoint()), resolution.valuesFor(layer));
      layers.add(prepare(address.toString(), layer, request));
    }
    return new AddressPlan(registry, address, provider, transportOptions, layers);
  }

  /** Prepares a layer; options that do not fit each other are a fault of the address. */
  static Layer prepare(String shown, InstalledProvider installed, LayerRequest request)
      throws IOException {
    var provider = (LayerProvider) Objects.requireNonNull(installed.provider());
    try {
      return provider.prepare(request);
    } catch (InvalidAddressException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      var invalid = new InvalidAddressException(shown, String.valueOf(e.getMessage()));
      invalid.initCause(e);
      throw invalid;
    }
  }

  QioAddress address() {
    return address;
  }

  /** Connects, puts the layers on and brings their opening exchanges to an end. */
  QioChannel connect() throws IOException {
    QioChannel channel = putOn(open());
    try {
      channel.handshake().await();
      return channel;
    } catch (Throwable e) { // an Error too: an old provider's LinkageError must not leak a channel
      closeAfter(e, channel);
      throw e;
    }
  }

  /** What a descriptor is, another provider than the one that knows the number may have to tell. */
  private QioChannel open() throws IOException {
    Optional<Descriptor> named = transport.descriptorOf(address.endpoint(), transportOptions);
    return named.isPresent()
        ? new Adoption(registry, named.get()).channel()
        : transport.connect(address.endpoint(), transportOptions);
  }

  /** Listens on the addresses of several plans; if one fails, on none. */
  static List<QioListener> listenOnEach(List<AddressPlan> plans) throws IOException {
    List<QioListener> open = new ArrayList<>(plans.size());
    try {
      for (AddressPlan plan : plans) {
        open.add(plan.listen());
      }
      return open;
    } catch (Throwable e) { // as in connect
      open.forEach(each -> closeAfter(e, each));
      throw e;
    }
  }

  QioListener listen() throws IOException {
    return layered(transport.listen(address.endpoint(), transportOptions));
  }

  /** Listens through as many listeners as the transport can make, at most so many. */
  List<QioListener> listenSeveral(int count) throws IOException {
    return transport.listenSeveral(address.endpoint(), transportOptions, count).stream()
        .map(this::layered)
        .toList();
  }

  private QioListener layered(QioListener below) {
    return layers.isEmpty() ? below : new LayeredListener(address, below, this);
  }

  /** Puts the layers on; if one cannot be, the channel is closed. */
  QioChannel putOn(QioChannel bare) throws IOException {
    QioChannel channel = bare;
    try {
      for (Layer layer : layers) {
        channel = layer.over(channel);
      }
      return channel;
    } catch (Throwable e) { // as above
      closeAfter(e, channel);
      throw e;
    }
  }

  private static void closeAfter(Throwable failure, AutoCloseable opened) {
    try {
      opened.close();
    } catch (Exception e) { // told beside the failure that matters
      failure.addSuppressed(e);
    }
  }
}
