package qio.api;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.channel.ChannelOption;
import qio.api.spi.Availability;
import qio.api.spi.ChannelProvider;
import qio.api.spi.LayerProvider;
import qio.api.spi.Provider;

/**
 * A provider as it was found, asked once for what does not change.
 *
 * @param provider the provider; null if it is broken
 * @param name its name
 * @param kind what it provides
 * @param module its module
 * @param layerDepth 0 for the boot layer, 1 for a layer given by the host
 * @param priority its priority
 * @param schemes the schemes, or the layer's name
 * @param options the options
 * @param fault why it must not be used; null if nothing is wrong with it
 */
record InstalledProvider(
    @Nullable Provider provider,
    String name,
    ProviderKind kind,
    String module,
    int layerDepth,
    int priority,
    Set<String> schemes,
    List<ChannelOption<?>> options,
    @Nullable String fault) {

  /** Boot layer before plug-ins' layer, then higher priority, then name. */
  static final Comparator<InstalledProvider> ORDER = InstalledProvider::compare;

  // By hand: what Comparator's factories make of lambdas is linked anew at every start.
  private static int compare(InstalledProvider a, InstalledProvider b) {
    if (a.layerDepth != b.layerDepth) {
      return Integer.compare(a.layerDepth, b.layerDepth);
    }
    if (a.priority != b.priority) {
      return Integer.compare(b.priority, a.priority);
    }
    int byName = a.name.compareTo(b.name);
    return byName != 0 ? byName : a.module.compareTo(b.module); // two of one name are both named
  }

  /** Asks a transport for its properties; throws whatever it throws. */
  static InstalledProvider transport(ChannelProvider transport, int layerDepth) {
    return of(transport, ProviderKind.TRANSPORT, layerDepth, Set.copyOf(transport.schemes()));
  }

  /** Asks a layer for its properties; throws whatever it throws. */
  static InstalledProvider layer(LayerProvider layer, int layerDepth) {
    return of(layer, ProviderKind.LAYER, layerDepth, Set.of(layer.name()));
  }

  private static InstalledProvider of(
      Provider provider, ProviderKind kind, int layerDepth, Set<String> schemes) {
    checkName(provider.name());
    schemes.forEach(InstalledProvider::checkName);
    List<ChannelOption<?>> options = List.copyOf(provider.options());
    if (Set.copyOf(options).size() < options.size()) {
      throw new IllegalStateException("it declares an option twice: " + options);
    }
    return new InstalledProvider(
        provider,
        provider.name(),
        kind,
        moduleOf(provider.getClass()),
        layerDepth,
        provider.priority(),
        schemes,
        options,
        null);
  }

  private static void checkName(String name) {
    if (!AddressSyntax.isName(name)) {
      throw new IllegalStateException(
          "'" + name + "' is no name; one has lower-case letters, digits and hyphens");
    }
  }

  static InstalledProvider broken(String name, String module, int layerDepth, String fault) {
    return new InstalledProvider(
        null, name, ProviderKind.BROKEN, module, layerDepth, 0, Set.of(), List.of(), fault);
  }

  /** The same provider, which must not be used. */
  InstalledProvider withFault(String why) {
    return new InstalledProvider(
        provider, name, kind, module, layerDepth, priority, schemes, options, why);
  }

  static String moduleOf(Class<?> type) {
    Module module = type.getModule();
    return module.isNamed() ? module.getName() : "the class path";
  }

  /** Whether it can be used now; a provider that throws when asked cannot. */
  Availability availability() {
    if (fault != null || provider == null) {
      return Availability.unavailable(String.valueOf(fault));
    }
    try {
      return Objects.requireNonNull(provider.availability(), "it gave no answer");
    } catch (Throwable e) { // whatever a stranger's class throws must not hide the others
      return Availability.unavailable("it failed when asked whether it is available: " + e);
    }
  }

  ProviderInfo info() {
    return new ProviderInfo(name, kind, module, priority, schemes, options, availability());
  }
}
