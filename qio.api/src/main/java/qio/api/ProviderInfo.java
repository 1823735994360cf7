package qio.api;

import java.util.List;
import java.util.Set;
import qio.api.channel.ChannelOption;
import qio.api.spi.Availability;

/**
 * What is known of an installed provider.
 *
 * @param name its name; of a broken one, its class if that is known
 * @param kind what it provides
 * @param module the module it comes from
 * @param priority its place in the order of preference, higher first
 * @param schemes the schemes it serves; of a layer, its name
 * @param options the options it understands
 * @param availability whether it can be used, and if not, why
 */
public record ProviderInfo(
    String name,
    ProviderKind kind,
    String module,
    int priority,
    Set<String> schemes,
    List<ChannelOption<?>> options,
    Availability availability) {

  /** Copies the collections. */
  public ProviderInfo {
    schemes = java.util.Collections.unmodifiableSet(new java.util.TreeSet<>(schemes));
    options = List.copyOf(options);
  }
}
