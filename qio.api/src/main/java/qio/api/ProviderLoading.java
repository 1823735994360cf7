package qio.api;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
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

  /** What was found or reported. */
  private final Set<DeclaredProvider> settled = new HashSet<>();

  /** Faults of nobody in particular that were reported. */
  private final Set<String> saidOfNobody = new HashSet<>();

  private ProviderLoading() {}

  /** The providers of the boot layer, then those that further layers add. */
  static List<InstalledProvider> load(List<ModuleLayer> plugins) {
    var loading = new ProviderLoading();
    loading.loadFrom(ModuleLayer.boot(), 0);
    plugins.forEach(layer -> loading.loadFrom(layer, 1));
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
    List<ServiceConfigurationError> failures = new ArrayList<>();
    while (failures.size() < MAX_FAILURES) {
      try {
        Optional<P> next = next(candidates, service);
        if (next.isEmpty()) {
          break;
        }
        ask(next.get(), depth, install);
      } catch (ServiceConfigurationError e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      reportFailures(DeclaredProvider.of(layer, service), depth, failures);
    }
  }

  /** The next provider that is new, or empty at the end. */
  private <P extends Provider> Optional<P> next(
      Iterator<ServiceLoader.Provider<P>> candidates, Class<P> service) {
    while (candidates.hasNext()) {
      ServiceLoader.Provider<P> candidate = candidates.next();
      // a static provider() method may be declared to return an interface, which tells nothing
      boolean telling = !Modifier.isAbstract(candidate.type().getModifiers());
      if (telling && !seen.add(List.of(service, candidate.type()))) {
        continue;
      }
      P provider = candidate.get();
      if (telling || seen.add(List.of(service, provider.getClass()))) {
        settled.add(DeclaredProvider.of(candidate.type()));
        return Optional.of(provider);
      }
    }
    return Optional.empty();
  }

  private <P extends Provider> void ask(
      P provider, int depth, BiFunction<P, Integer, InstalledProvider> install) {
    try {
      found.add(install.apply(provider, depth));
    } catch (Throwable e) { // whatever a stranger's class throws must not hide the others
      Class<?> type = provider.getClass();
      report(type.getName(), InstalledProvider.moduleOf(type), depth, e);
    }
  }

  private void report(String type, String module, int depth, Throwable why) {
    String fault = "it cannot be loaded: " + told(why);
    found.add(InstalledProvider.broken(type, module, depth, fault));
  }

  /**
   * Reports what {@link ServiceLoader} could not load or make. Which one that is stands in the
   * error's message at best; otherwise it is one of those that are declared and did not come.
   */
  private void reportFailures(
      List<DeclaredProvider> declared, int depth, List<ServiceConfigurationError> failures) {
    List<ServiceConfigurationError> nameless = new ArrayList<>();
    for (ServiceConfigurationError e : failures) {
      Optional<DeclaredProvider> named =
          declared.stream().filter(each -> each.isNamedIn(e)).findFirst();
      if (named.isEmpty()) {
        nameless.add(e);
      } else if (settled.add(named.get())) { // a layer's loader fails again for its parents
        report(named.get().type(), named.get().module(), depth, e);
      }
    }
    List<DeclaredProvider> lost =
        declared.stream().filter(each -> !settled.contains(each)).toList();
    nameless.removeIf(e -> !saidOfNobody.add(told(e)));
    if (!nameless.isEmpty()) {
      String types = lost.stream().map(DeclaredProvider::type).collect(Collectors.joining(" or "));
      String modules =
          lost.stream()
              .map(DeclaredProvider::module)
              .distinct()
              .collect(Collectors.joining(" or "));
      nameless.forEach(e -> report(types, modules, depth, e));
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
}
