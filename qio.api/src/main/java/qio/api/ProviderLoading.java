package qio.api;

import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.BiFunction;
import qio.api.spi.ChannelProvider;
import qio.api.spi.LayerProvider;
import qio.api.spi.Provider;

/**
 * Finds providers through {@link ServiceLoader}, one at a time, so that one that cannot be loaded
 * is reported and does not hide the others.
 */
final class ProviderLoading {

  /** A loader that fails more often than this in a row is not going to end by itself. */
  private static final int MAX_FAILURES = 1_000;

  private final List<InstalledProvider> found = new ArrayList<>();

  /** Service and class of what was found: a layer's loader finds again what its parents have. */
  private final Set<List<Class<?>>> seen = new HashSet<>();

  /** What was reported: a layer's loader fails again on what failed in its parents. */
  private final Set<String> reported = new HashSet<>();

  private ProviderLoading() {}

  /** The providers of the boot layer, then those that a further layer adds. */
  static List<InstalledProvider> load(Optional<ModuleLayer> plugins) {
    var loading = new ProviderLoading();
    loading.loadFrom(ModuleLayer.boot(), 0);
    plugins.ifPresent(layer -> loading.loadFrom(layer, 1));
    return loading.found;
  }

  private void loadFrom(ModuleLayer layer, int depth) {
    collect(layer, ChannelProvider.class, depth, InstalledProvider::transport);
    collect(layer, LayerProvider.class, depth, InstalledProvider::layer);
  }

  private <P extends Provider> void collect(
      ModuleLayer layer,
      Class<P> service,
      int depth,
      BiFunction<P, Integer, InstalledProvider> install) {
    var candidates = ServiceLoader.load(layer, service).stream().iterator();
    int failures = 0;
    while (failures < MAX_FAILURES) {
      try {
        Optional<P> next = next(candidates, service, layer, depth);
        if (next.isEmpty()) {
          return;
        }
        failures = 0;
        ask(next.get(), depth, install);
      } catch (ServiceConfigurationError e) {
        failures++;
        Declaration declaration = Declaration.namedIn(e, layer, service);
        report(declaration.type(), declaration.module(), depth, e);
      }
    }
  }

  /** The next provider that is new, or empty at the end; reports those that cannot be made. */
  private <P extends Provider> Optional<P> next(
      Iterator<ServiceLoader.Provider<P>> candidates,
      Class<P> service,
      ModuleLayer layer,
      int depth) {
    while (candidates.hasNext()) {
      ServiceLoader.Provider<P> candidate = candidates.next();
      // a static provider() method may be declared to return an interface, which tells nothing
      boolean telling = !Modifier.isAbstract(candidate.type().getModifiers());
      if (telling && !seen.add(List.of(service, candidate.type()))) {
        continue;
      }
      try {
        P provider = candidate.get();
        if (telling || seen.add(List.of(service, provider.getClass()))) {
          return Optional.of(provider);
        }
      } catch (ServiceConfigurationError e) {
        throw e;
      } catch (Throwable e) { // whatever a stranger's class throws must not hide the others
        report(candidate.type().getName(), InstalledProvider.moduleOf(candidate.type()), depth, e);
      }
    }
    return Optional.empty();
  }

  private <P extends Provider> void ask(
      P provider, int depth, BiFunction<P, Integer, InstalledProvider> install) {
    try {
      found.add(install.apply(provider, depth));
    } catch (Throwable e) { // as above
      Class<?> type = provider.getClass();
      report(type.getName(), InstalledProvider.moduleOf(type), depth, e);
    }
  }

  private void report(String type, String module, int depth, Throwable why) {
    String fault = "it cannot be loaded: " + told(why);
    if (reported.add(type + " " + fault)) {
      found.add(InstalledProvider.broken(type, module, depth, fault));
    }
  }

  /** What happened, and what was at the bottom of it. */
  private static String told(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    if (!(e instanceof ServiceConfigurationError)) {
      return deepest.toString();
    }
    return deepest == e ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + deepest;
  }

  /**
   * What a module declares; {@link ServiceConfigurationError} names the class in its message only.
   *
   * @param type the provider's class
   * @param module its module
   */
  private record Declaration(String type, String module) {

    static Declaration namedIn(ServiceConfigurationError e, ModuleLayer layer, Class<?> service) {
      List<String> words = Arrays.asList(String.valueOf(e.getMessage()).split("[\\s:,]+"));
      return find(layer, service.getName(), words).orElse(new Declaration("unknown", "unknown"));
    }

    private static Optional<Declaration> find(
        ModuleLayer layer, String service, List<String> words) {
      for (Module module : layer.modules()) {
        for (ModuleDescriptor.Provides provides : module.getDescriptor().provides()) {
          for (String type : provides.providers()) {
            if (provides.service().equals(service) && words.contains(type)) {
              return Optional.of(new Declaration(type, module.getName()));
            }
          }
        }
      }
      return layer.parents().stream().flatMap(up -> find(up, service, words).stream()).findFirst();
    }
  }
}
