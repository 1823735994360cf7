package qio.api.aio;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the kinds of poller and picks one. This is, beside the provider registry of the front door,
 * the only place that uses {@link ServiceLoader}.
 *
 * <p>The order: higher priority first, then name; one that is not available is passed over. The
 * system property {@value #PROPERTY} picks one by name instead. A provider that fails to load, or
 * to answer, is reported and hides no other; two of one name are an error.
 */
final class PollerLookup {

  static final String PROPERTY = "qio.aio.poller";

  /** More failures in a row than this and the service loader itself is taken to be broken. */
  private static final int MOST_FAILURES = 64;

  private static final Logger LOG = System.getLogger("qio.api.aio");

  /** One kind of poller, with its answers, which are asked for once. */
  private record Candidate(PollerProvider provider, String name, int priority, String missing) {

    boolean available() {
      return missing.isEmpty();
    }

    @Override
    public String toString() {
      return available() ? name : name + " (not available: " + missing + ")";
    }
  }

  /** Found at first use; providers do not come and go while a process runs. */
  private static final class Found {
    static final PollerLookup LOOKUP = new PollerLookup(loaded());
  }

  private final List<Candidate> candidates;
  private final Set<String> broken = new LinkedHashSet<>();

  /** Considers these, and the portable one. */
  PollerLookup(Iterator<PollerProvider> providers) {
    List<PollerProvider> all = instantiate(providers);
    all.add(PollerProvider.selector());
    this.candidates =
        all.stream()
            .flatMap(provider -> ask(provider).stream())
            .sorted(
                Comparator.comparingInt(Candidate::priority)
                    .reversed()
                    .thenComparing(Candidate::name))
            .toList();
    broken.forEach(text -> LOG.log(Level.WARNING, "a poller provider is broken: {0}", text));
  }

  /**
   * The kind of poller that a new loop gets.
   *
   * @throws IOException if the property names one that is not there
   */
  static PollerProvider best() throws IOException {
    return Found.LOOKUP.choose(System.getProperty(PROPERTY));
  }

  /** The best one, or the one of that name. */
  PollerProvider choose(@Nullable String forced) throws IOException {
    refuseTwins();
    if (forced == null || forced.isBlank()) {
      candidates.forEach(each -> LOG.log(Level.DEBUG, "kind of poller: {0}", each));
      return candidates.stream()
          .filter(Candidate::available)
          .findFirst()
          .orElseThrow(() -> new IOException("no poller is available; there are " + listing()))
          .provider();
    }
    return candidates.stream()
        .filter(each -> each.name().equals(forced) && each.available())
        .findFirst()
        .orElseThrow(() -> unknown(forced))
        .provider();
  }

  private IOException unknown(String forced) {
    boolean known = candidates.stream().anyMatch(each -> each.name().equals(forced));
    return new IOException(
        "the system property %s asks for the poller \"%s\", which is %s; there are %s"
            .formatted(PROPERTY, forced, known ? "not available" : "unknown", listing()));
  }

  private String listing() {
    String text = candidates.stream().map(Candidate::toString).collect(Collectors.joining(", "));
    return broken.isEmpty() ? text : text + "; broken: " + String.join(", ", broken);
  }

  private void refuseTwins() {
    Map<String, Candidate> byName = new HashMap<>();
    for (Candidate each : candidates) {
      Candidate twin = byName.put(each.name(), each);
      if (twin != null) {
        throw new IllegalStateException(
            "two providers call their poller \"%s\": %s and %s; take one off the module path"
                .formatted(each.name(), origin(twin), origin(each)));
      }
    }
  }

  private static String origin(Candidate candidate) {
    Class<?> type = candidate.provider().getClass();
    return "%s of %s".formatted(type.getName(), type.getModule());
  }

  private List<PollerProvider> instantiate(Iterator<PollerProvider> providers) {
    List<PollerProvider> all = new ArrayList<>();
    int failures = 0;
    while (failures < MOST_FAILURES) {
      try {
        if (!providers.hasNext()) {
          break;
        }
        all.add(providers.next());
        failures = 0;
      } catch (ServiceConfigurationError | LinkageError fault) {
        broken.add(fault.toString());
        failures++;
      }
    }
    return all;
  }

  private Optional<Candidate> ask(PollerProvider provider) {
    try {
      String missing = provider.unavailableBecause().orElse("");
      return Optional.of(new Candidate(provider, provider.name(), provider.priority(), missing));
    } catch (RuntimeException | LinkageError fault) {
      broken.add(provider.getClass().getName() + ": " + fault);
      return Optional.empty();
    }
  }

  private static Iterator<PollerProvider> loaded() {
    ModuleLayer layer = PollerLookup.class.getModule().getLayer();
    return layer == null
        ? ServiceLoader.load(PollerProvider.class).iterator()
        : ServiceLoader.load(layer, PollerProvider.class).iterator();
  }
}
