package qio.api;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import qio.api.spi.ChannelProvider;
import qio.api.spi.LayerProvider;

/**
 * One plug-in in a folder.
 *
 * @param path where it is
 * @param providers the modules of it that provide channels or layers, one at least
 */
record PluginEntry(Path path, List<ModuleDescriptor> providers) {

  private static final Set<String> SERVICES =
      Set.of(ChannelProvider.class.getName(), LayerProvider.class.getName());

  /**
   * Looks into a jar or folder.
   *
   * @return empty if no module in it is a provider
   * @throws java.lang.module.FindException if it is damaged
   */
  static Optional<PluginEntry> read(Path path) {
    List<ModuleDescriptor> providers =
        ModuleFinder.of(path).findAll().stream()
            .map(ModuleReference::descriptor)
            .filter(PluginEntry::isProvider)
            .sorted()
            .toList();
    return providers.isEmpty() ? Optional.empty() : Optional.of(new PluginEntry(path, providers));
  }

  private static boolean isProvider(ModuleDescriptor module) {
    return module.provides().stream().anyMatch(each -> SERVICES.contains(each.service()));
  }

  /** The names of its modules that are providers, for people to read. */
  String moduleNames() {
    return providers.stream().map(ModuleDescriptor::name).collect(Collectors.joining(" "));
  }

  /**
   * Makes a layer of it, with a class loader of its own. Of the modules it brings those that know
   * this contract, and the contract itself, are taken from the host if that has them: otherwise it
   * would implement a contract that nobody asks for.
   *
   * @param host the layer below
   * @param beside where else its modules may be found, after its own and the host's
   */
  ModuleLayer define(ModuleLayer host, ModuleFinder beside) {
    Set<String> roots =
        providers.stream().map(ModuleDescriptor::name).collect(Collectors.toUnmodifiableSet());
    Configuration resolved =
        host.configuration()
            .resolveAndBind(new Without(ModuleFinder.of(path), hosted(host)), beside, roots);
    return host.defineModulesWithOneLoader(resolved, ClassLoader.getSystemClassLoader());
  }

  /** The contract, and every module of a layer that requires it. */
  static Set<String> hosted(ModuleLayer layer) {
    String contract = PluginEntry.class.getModule().getName();
    return layer.modules().stream()
        .map(Module::getDescriptor)
        .filter(
            each ->
                each.name().equals(contract)
                    || each.requires().stream().anyMatch(r -> r.name().equals(contract)))
        .map(ModuleDescriptor::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A finder that does not find some modules. */
  private record Without(ModuleFinder finder, Set<String> names) implements ModuleFinder {

    @Override
    public Optional<ModuleReference> find(String name) {
      return names.contains(name) ? Optional.empty() : finder.find(name);
    }

    @Override
    public Set<ModuleReference> findAll() {
      return finder.findAll().stream()
          .filter(each -> !names.contains(each.descriptor().name()))
          .collect(Collectors.toUnmodifiableSet());
    }
  }
}
