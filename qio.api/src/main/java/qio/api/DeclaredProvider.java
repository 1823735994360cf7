package qio.api;

import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceConfigurationError;

/**
 * A provider as a module's descriptor declares it, which is known even if its class cannot be
 * loaded.
 *
 * @param type its class
 * @param module its module
 */
record DeclaredProvider(String type, String module) {

  /** As a module declares the class that makes a provider, which is the provider's most often. */
  static DeclaredProvider of(Class<?> type) {
    return new DeclaredProvider(type.getName(), InstalledProvider.moduleOf(type));
  }

  /** Everything that the modules of a layer, and of those above it, declare for a service. */
  static List<DeclaredProvider> of(ModuleLayer layer, Class<?> service) {
    List<DeclaredProvider> declared = new ArrayList<>();
    for (Module module : layer.modules()) {
      for (ModuleDescriptor.Provides provides : module.getDescriptor().provides()) {
        if (provides.service().equals(service.getName())) {
          provides.providers().stream()
              .map(type -> new DeclaredProvider(type, module.getName()))
              .forEach(declared::add);
        }
      }
    }
    layer.parents().forEach(parent -> declared.addAll(of(parent, service)));
    return declared;
  }

  // equals and hashCode by hand: those that the compiler makes are linked anew at every start.
  @Override
  public boolean equals(Object other) {
    return other instanceof DeclaredProvider that
        && type.equals(that.type)
        && module.equals(that.module);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + module.hashCode();
  }

  /** Whether an error is about it; the error tells that in its message only, if at all. */
  boolean isNamedIn(ServiceConfigurationError e) {
    var words = Arrays.asList(String.valueOf(e.getMessage()).split("[\\s:,]+"));
    return words.contains(type) || words.contains(type + ".provider()");
  }
}
