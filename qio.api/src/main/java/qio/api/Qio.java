package qio.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import qio.api.aio.AioGroup;
import qio.api.channel.ClientHandler;
import qio.api.channel.Descriptor;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.QioServer;
import qio.api.spi.LayerRequest;
import qio.api.spi.LayerRole;

/**
 * Opens channels by address. The static methods use the providers of the boot layer; {@link #in}
 * answers a front door that has those of a plug-in layer as well, with instance methods of the same
 * meaning.
 *
 * <p>Every failure to make sense of an address is an {@link
 * qio.api.channel.InvalidAddressException}, thrown before anything is opened.
 */
public final class Qio {

  private final ProviderRegistry registry;

  private Qio(ProviderRegistry registry) {
    this.registry = registry;
  }

  /** Loads the boot layer's providers at first use. */
  private static final class Boot {
    static final Qio DOOR = new Qio(ProviderRegistry.load(List.of(), List.of()));

    private Boot() {}
  }

  /**
   * A front door with the providers of the boot layer and of one more. A provider of that layer
   * whose name the boot layer has already is passed over and reported in {@link #installed}.
   *
   * @param plugins the layer
   * @return the front door; it keeps the layer reachable
   */
  public static Qio in(ModuleLayer plugins) {
    return in(List.of(plugins));
  }

  /**
   * A front door with the providers of the boot layer and of several more, as for plug-ins that
   * cannot be in one layer. Of providers of one name in two of them neither is used, and {@link
   * #installed} says so.
   *
   * @param plugins the layers
   * @return the front door; it keeps the layers reachable
   */
  public static Qio in(List<ModuleLayer> plugins) {
    return new Qio(ProviderRegistry.load(List.copyOf(plugins), List.of()));
  }

  /**
   * A front door with the providers of the boot layer and of the plug-ins in a folder, as it is
   * now. A plug-in is a modular jar that provides channels or layers, or a folder with such a jar
   * and those that it needs; each is loaded in a module layer of its own, so that two may need
   * different versions of one module. Other jars in the folder are there for all plug-ins. Of two
   * versions of a module the newest is used. What cannot be used is {@link ProviderKind#BROKEN} in
   * {@link #installed}, with the reason, and harms no other.
   *
   * <p>Plug-ins are unloaded by the garbage collector, once the front door is dropped and their
   * channels are closed and dropped.
   *
   * @param plugins the folder
   * @return the front door
   * @throws java.nio.file.NoSuchFileException if there is no such folder
   * @throws java.nio.file.NotDirectoryException if it is no folder
   * @throws IOException if the folder cannot be read
   */
  public static Qio in(Path plugins) throws IOException {
    PluginFolder folder = PluginFolder.read(plugins);
    return new Qio(ProviderRegistry.load(folder.layers(), folder.refused()));
  }

  /**
   * The front door with the providers of the boot layer alone: the one of the static methods, for
   * programs that may have plug-ins or not.
   *
   * @return the front door
   */
  public static Qio boot() {
    return Boot.DOOR;
  }

  /**
   * Opens what an address names: connects to it, or opens the file. Waits until it is there, a
   * layer's opening exchange included.
   *
   * @param address the address
   * @return an open channel in blocking mode, owned by the caller
   * @throws qio.api.channel.InvalidAddressException if the address, its scheme, a layer or an
   *     option is not known or not right; the message lists what there is
   * @throws qio.api.channel.ProviderUnavailableException if no provider of it can be used here
   * @throws IOException if it cannot be opened; nothing is left behind
   */
  public static QioChannel connect(String address) throws IOException {
    return connect(address, QioOptions.none());
  }

  /**
   * Opens what an address names.
   *
   * @param address the address
   * @param options options beside those in the address, which win
   * @return as {@link #connect(String)}
   * @throws IOException as {@link #connect(String)}
   */
  public static QioChannel connect(String address, QioOptions options) throws IOException {
    return Boot.DOOR.connectTo(address, options);
  }

  /**
   * Checks an address and prepares its layers, without opening anything, for connecting to it many
   * times.
   *
   * @param address the address
   * @param options options beside those in the address, which win
   * @return the target
   * @throws IOException as {@link #connect(String)}, as far as it can be known beforehand
   */
  public static QioTarget target(String address, QioOptions options) throws IOException {
    return Boot.DOOR.targetOf(address, options);
  }

  /**
   * Listens on an address. Clients are accepted without waiting for a layer's opening exchange.
   *
   * @param address the address
   * @return an open listener, owned by the caller
   * @throws IOException as {@link #connect(String)}
   */
  public static QioListener listen(String address) throws IOException {
    return listen(address, QioOptions.none());
  }

  /**
   * Listens on an address.
   *
   * @param address the address
   * @param options options beside those in the address, which win
   * @return as {@link #listen(String)}
   * @throws IOException as {@link #connect(String)}
   */
  public static QioListener listen(String address, QioOptions options) throws IOException {
    return Boot.DOOR.listenOn(address, options);
  }

  /**
   * Listens on several addresses at once, of any schemes, with layers or without, through one
   * listener. All of them are checked before the first one is opened, and if one cannot be listened
   * on then none is.
   *
   * @param addresses the addresses, one at least
   * @param options options for each of them, beside those in the address, which win
   * @return an open listener, owned by the caller: what {@link QioListener#join} makes
   * @throws IllegalArgumentException if there is no address
   * @throws IOException as {@link #connect(String)}
   */
  public static QioListener listenAll(List<String> addresses, QioOptions options)
      throws IOException {
    return Boot.DOOR.listenOnAll(addresses, options);
  }

  /**
   * Serves an address on all loops of a group: where the transport can share an address ({@code
   * tcp}, unless {@code reuse-port=off}) each loop has a listener of its own and serves what that
   * accepts; elsewhere one listener accepts, and the loops get its clients in turns. A tcp port
   * that is shared can be shared by other processes of the same user, too, without a failure.
   *
   * @param group the loops, which stay the caller's
   * @param address the address
   * @param options options beside those in the address, which win
   * @param handler what to do with each client, on the loop that serves it
   * @return the server, to be closed by the caller
   * @throws qio.api.aio.ClosedLoopException if no loop of the group is left
   * @throws IOException as {@link #connect(String)}
   */
  public static QioServer serve(
      AioGroup group, String address, QioOptions options, ClientHandler handler)
      throws IOException {
    return Boot.DOOR.serveOn(group, address, options, handler);
  }

  /**
   * Puts a layer over an open channel, as the side that connected: STARTTLS, for instance. Does not
   * wait; the opening exchange happens with the first transfer, or with {@link
   * QioChannel#handshake}.
   *
   * @param layer the layer's name
   * @param below the channel; the result owns it
   * @param options the layer's options
   * @return the layer as a channel
   * @throws IOException if that cannot be done; the channel below stays the caller's
   */
  public static QioChannel layer(String layer, QioChannel below, QioOptions options)
      throws IOException {
    return layer(layer, LayerRole.CLIENT, below, options);
  }

  /**
   * Puts a layer over an open channel.
   *
   * @param layer the layer's name
   * @param role the side to play
   * @param below the channel; the result owns it
   * @param options the layer's options
   * @return the layer as a channel
   * @throws IOException if that cannot be done; the channel below stays the caller's
   */
  public static QioChannel layer(String layer, LayerRole role, QioChannel below, QioOptions options)
      throws IOException {
    return Boot.DOOR.layerOver(layer, role, below, options);
  }

  /**
   * Makes a channel of a descriptor: a socket or a file, found out from the descriptor itself.
   *
   * @param descriptor an owned descriptor; the channel owns it from now on
   * @return the channel in blocking mode; flags that others may share are not changed
   * @throws qio.api.channel.ProviderUnavailableException if no provider can use it; it stays the
   *     caller's
   * @throws IOException if the provider of its kind fails; it stays the caller's
   */
  public static QioChannel adopt(Descriptor descriptor) throws IOException {
    return Boot.DOOR.adoptFrom(descriptor);
  }

  /**
   * Makes a listener of a descriptor that listens: one that was received over a UNIX socket, for
   * instance. (One that this process was started with is listened on by its address, {@code fd:3}.)
   *
   * @param descriptor an owned descriptor of a socket that listens; the listener owns it from now
   *     on
   * @return the listener; flags of the descriptor that others may share are not changed, and
   *     closing it removes no path
   * @throws qio.api.channel.ProviderUnavailableException if no provider can use it; it stays the
   *     caller's
   * @throws IOException if the provider of its kind fails; it stays the caller's
   */
  public static QioListener adoptListener(Descriptor descriptor) throws IOException {
    return Boot.DOOR.adoptListenerFrom(descriptor);
  }

  /**
   * What is installed, in the order of preference, with what cannot be used and why.
   *
   * @return a description of each provider
   */
  public static List<ProviderInfo> providers() {
    return Boot.DOOR.installed();
  }

  /**
   * As {@link #connect(String, QioOptions)}, with this door's providers.
   *
   * @param address the address
   * @param options options beside those in the address, which win
   * @return an open channel in blocking mode, owned by the caller
   * @throws IOException as {@link #connect(String)}
   */
  public QioChannel connectTo(String address, QioOptions options) throws IOException {
    return plan(address, options, LayerRole.CLIENT).connect();
  }

  /**
   * As {@link #target}, with this door's providers.
   *
   * @param address the address
   * @param options options beside those in the address, which win
   * @return the target
   * @throws IOException as {@link #connect(String)}, as far as it can be known beforehand
   */
  public QioTarget targetOf(String address, QioOptions options) throws IOException {
    return new QioTarget(plan(address, options, LayerRole.CLIENT));
  }

  /**
   * As {@link #listen(String, QioOptions)}, with this door's providers.
   *
   * @param address the address
   * @param options options beside those in the address, which win
   * @return an open listener, owned by the caller
   * @throws IOException as {@link #connect(String)}
   */
  public QioListener listenOn(String address, QioOptions options) throws IOException {
    return plan(address, options, LayerRole.SERVER).listen();
  }

  /**
   * As {@link #listenAll}, with this door's providers.
   *
   * @param addresses the addresses, one at least
   * @param options options for each of them, beside those in the address, which win
   * @return an open listener, owned by the caller
   * @throws IllegalArgumentException if there is no address
   * @throws IOException as {@link #connect(String)}
   */
  public QioListener listenOnAll(List<String> addresses, QioOptions options) throws IOException {
    List<AddressPlan> plans = new ArrayList<>(addresses.size());
    for (String address : addresses) {
      plans.add(plan(address, options, LayerRole.SERVER));
    }
    return QioListener.join(AddressPlan.listenOnEach(plans));
  }

  /**
   * As {@link #serve}, with this door's providers.
   *
   * @param group the loops, which stay the caller's
   * @param address the address
   * @param options options beside those in the address, which win
   * @param handler what to do with each client, on the loop that serves it
   * @return the server, to be closed by the caller
   * @throws qio.api.aio.ClosedLoopException if no loop of the group is left
   * @throws IOException as {@link #connect(String)}
   */
  public QioServer serveOn(
      AioGroup group, String address, QioOptions options, ClientHandler handler)
      throws IOException {
    AddressPlan plan = plan(address, options, LayerRole.SERVER);
    return QioServer.start(group, plan.listenSeveral(group.size()), handler);
  }

  private AddressPlan plan(String address, QioOptions options, LayerRole role) throws IOException {
    return AddressPlan.of(registry, QioAddress.parse(address), options, role);
  }

  /**
   * As {@link #layer(String, LayerRole, QioChannel, QioOptions)}, with this door's providers.
   *
   * @param layer the layer's name
   * @param role the side to play
   * @param below the channel; the result owns it
   * @param options the layer's options
   * @return the layer as a channel
   * @throws IOException if that cannot be done; the channel below stays the caller's
   */
  public QioChannel layerOver(String layer, LayerRole role, QioChannel below, QioOptions options)
      throws IOException {
    String shown = layer + "+" + below.address();
    InstalledProvider provider = registry.layer(shown, layer);
    var resolution = new OptionResolution(shown, List.of(provider), Map.of(), options);
    var request = new LayerRequest(role, Optional.empty(), resolution.valuesFor(provider));
    return AddressPlan.prepare(shown, provider, request).over(below);
  }

  /**
   * As {@link #adopt}, with this door's providers.
   *
   * @param descriptor an owned descriptor; the channel owns it from now on
   * @return the channel in blocking mode
   * @throws qio.api.channel.ProviderUnavailableException if no provider can use it; it stays the
   *     caller's
   * @throws IOException if the provider of its kind fails; it stays the caller's
   */
  public QioChannel adoptFrom(Descriptor descriptor) throws IOException {
    return new Adoption(registry, descriptor).channel();
  }

  /**
   * As {@link #adoptListener}, with this door's providers.
   *
   * @param descriptor an owned descriptor of a socket that listens; the listener owns it from now
   *     on
   * @return the listener
   * @throws qio.api.channel.ProviderUnavailableException if no provider can use it; it stays the
   *     caller's
   * @throws IOException if the provider of its kind fails; it stays the caller's
   */
  public QioListener adoptListenerFrom(Descriptor descriptor) throws IOException {
    return new Adoption(registry, descriptor).listener();
  }

  /**
   * As {@link #providers}, with this door's providers.
   *
   * @return a description of each provider
   */
  public List<ProviderInfo> installed() {
    return registry.all().stream().map(InstalledProvider::info).toList();
  }
}
