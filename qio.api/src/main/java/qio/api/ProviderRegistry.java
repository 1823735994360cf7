package qio.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.ProviderUnavailableException;

/** The providers of the boot layer, and of further layers, in order. Immutable. */
final class ProviderRegistry {

  private final List<InstalledProvider> providers;

  private ProviderRegistry(List<InstalledProvider> providers) {
    this.providers = providers;
  }

  /**
   * Loads what there is.
   *
   * @param plugins the layers beside the boot layer
   * @param refused what could not even be loaded, to be listed with the others
   */
  static ProviderRegistry load(List<ModuleLayer> plugins, List<InstalledProvider> refused) {
    List<InstalledProvider> found = new ArrayList<>(ProviderLoading.load(plugins));
    found.addAll(refused);
    found.sort(InstalledProvider.ORDER);
    return new ProviderRegistry(List.copyOf(markDuplicates(found)));
  }

  /**
   * Of two providers with one name in the same layer neither can be used; a later layer's is passed
   * over in favour of an earlier one's, so that a plug-in cannot put itself in the place of what
   * the host brings.
   */
  private static List<InstalledProvider> markDuplicates(List<InstalledProvider> found) {
    Map<String, List<InstalledProvider>> byName = new HashMap<>();
    for (InstalledProvider each : found) {
      if (each.kind() != ProviderKind.BROKEN) {
        byName.computeIfAbsent(each.name(), name -> new ArrayList<>()).add(each);
      }
    }
    List<InstalledProvider> marked = new ArrayList<>();
    for (InstalledProvider each : found) {
      List<InstalledProvider> same = byName.getOrDefault(each.name(), List.of());
      boolean earlier = same.stream().anyMatch(other -> other.layerDepth() < each.layerDepth());
      boolean beside =
          same.stream().anyMatch(o -> o != each && o.layerDepth() == each.layerDepth());
      boolean real = each.kind() != ProviderKind.BROKEN;
      marked.add(real && (earlier || beside) ? each.withFault(duplicate(each, same)) : each);
    }
    return marked;
  }

  private static String duplicate(InstalledProvider one, List<InstalledProvider> same) {
    List<String> modules = same.stream().map(InstalledProvider::module).distinct().toList();
    if (modules.size() == 1) {
      return "module " + modules.getFirst() + " provides '" + one.name() + "' more than once";
    }
    return "modules "
        + String.join(" and ", modules)
        + (modules.size() == 2 ? " both" : " all")
        + " provide '"
        + one.name()
        + "'; leave one of them out";
  }

  List<InstalledProvider> all() {
    return providers;
  }

  InstalledProvider transport(QioAddress address) throws ProviderUnavailableException {
    return pick(address.toString(), ProviderKind.TRANSPORT, address.endpoint().scheme());
  }

  InstalledProvider layer(String shown, String name) throws ProviderUnavailableException {
    return pick(shown, ProviderKind.LAYER, name);
  }

  /** The first available provider that serves a name. */
  private InstalledProvider pick(String shown, ProviderKind kind, String name)
      throws ProviderUnavailableException {
    List<String> reasons = new ArrayList<>();
    for (InstalledProvider each : providers) {
      if (each.kind() != kind || !each.schemes().contains(name)) {
        continue;
      }
      Optional<String> reason = each.availability().reason();
      if (reason.isEmpty()) {
        return each;
      }
      reasons.add(each.name() + " of " + each.module() + ": " + reason.get());
    }
    if (reasons.isEmpty()) {
      throw unknown(shown, kind, name);
    }
    throw new ProviderUnavailableException(
        shown + ": no provider of '" + name + "' can be used: " + String.join("; ", reasons));
  }

  private InvalidAddressException unknown(String shown, ProviderKind kind, String name) {
    String what = kind == ProviderKind.LAYER ? "layer" : "scheme";
    TreeSet<String> names = new TreeSet<>();
    for (InstalledProvider each : providers) {
      if (each.kind() == kind) {
        names.addAll(each.schemes());
      }
    }
    String there =
        names.isEmpty()
            ? "there is none at all: providers are found on the module path only, not on the class"
                + " path, and must be among the resolved modules (--add-modules)"
            : "there are " + String.join(", ", names);
    return new InvalidAddressException(
        shown, "unknown " + what + " '" + name + "'; " + there + broken());
  }

  /** Those that could not be asked, since what is looked for may be theirs. */
  private String broken() {
    StringBuilder told = new StringBuilder();
    for (InstalledProvider each : providers) {
      if (each.kind() == ProviderKind.BROKEN) {
        told.append("; ").append(each.name()).append(" of ").append(each.module());
        told.append(": ").append(each.fault());
      }
    }
    return told.toString();
  }
}
